"""What every command prints in a terminal of 80 columns, in files to read: ``make snapshots`` writes them."""
