"""What a release consists of beside its wheel: the manual page, the Homebrew formula."""
