"""minikube: what the hypervisors of old drivers share by themselves, and what a profile mounts."""
