"""What Lima's files mean, by release."""
