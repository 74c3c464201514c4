"""gopkg.in/yaml.v3 v3.0.1, the reader of every Colima: its scanner, parser and decoder, written anew."""
