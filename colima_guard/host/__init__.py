"""The one seam to the machine."""
