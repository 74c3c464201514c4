"""Rancher Desktop: one Lima instance, whose shares it writes anew at each start. It stands on ``lima``."""
