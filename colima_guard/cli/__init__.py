"""One file a command: parse arguments, call, render. No rules live here."""
