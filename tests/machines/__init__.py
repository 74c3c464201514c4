"""The machines that tests pretend: their files, programs and processes, and what is drawn of them at random."""
