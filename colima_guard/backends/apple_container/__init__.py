"""Apple's container: its container machines mount the home, unless a setting says otherwise."""
