"""What several backends need; it knows none of them."""
