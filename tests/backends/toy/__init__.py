"""A VM system that exists nowhere: one folder, and a row that ``test_row`` adds to the table."""
