"""Scripts, units and roles that put a policy into force elsewhere: filled templates, printed or written."""
