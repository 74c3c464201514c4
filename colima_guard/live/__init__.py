"""Running VMs and the programs that run them: asked, stopped and started."""
