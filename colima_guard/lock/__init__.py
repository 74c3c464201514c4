"""From an allowlist to a written change, and back."""
