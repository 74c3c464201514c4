"""The dialect of WSL's own two files: read as WSL reads it, changed by splicing, and the change proved."""
