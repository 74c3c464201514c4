"""The main job on a sample home: ``make demo``."""
