"""goccy/go-yaml, the reader of every Lima: which texts it reads as libyaml does, and what it makes of them."""
