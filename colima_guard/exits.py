"""The exit codes of the program, as plain numbers (docs/exit-codes.md): whoever only ends the process loads no more."""

#: as wanted
OK = 0
#: there are findings, something drifted, or a part was left undone
FINDINGS = 1
#: the command line is wrong
USAGE = 2
#: no instance and no birthplace to work on
NOTHING_FOUND = 3
#: nothing was written
REFUSED = 4
#: a mistake of ours
BUG = 70
#: EX_IOERR of sysexits.h: what was to be said could not be written, as on a full disk
UNWRITTEN = 74
#: after Ctrl-C, as shells have it
INTERRUPTED = 130
#: after SIGPIPE, as shells have it: the reader of the output went away
UNREAD = 141
