"""Finch: one Lima instance below the directory of the program. It stands on ``lima``."""
