"""A sub-package: its modules are read like those beside it."""
