"""From instances to verdicts."""
