"""OpenShift Local: its setting as crc reads it."""
