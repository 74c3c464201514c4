"""The lima.yaml that Colima wrote at its last start."""
