"""Text in, text out: values spliced into files of other programs, and proof that nothing else changed."""
