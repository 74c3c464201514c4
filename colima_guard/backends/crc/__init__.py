"""OpenShift Local (crc): one setting, by which its VM mounts the whole home or nothing."""
