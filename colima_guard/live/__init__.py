"""What a running VM and its engine show, tried with files of ours; nothing of it is taken from a file of the VM's."""
