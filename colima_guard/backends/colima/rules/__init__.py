"""What Colima's files mean, by release."""
