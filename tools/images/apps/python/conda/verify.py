import importlib.metadata
import subprocess
import sys

assert sys.version_info[:2] == (3, 11)
assert sys.prefix == "/opt/venv", sys.prefix
pip = subprocess.run(["pip", "--version"], capture_output=True, text=True, check=True).stdout
assert "/opt/venv/lib/python3.11/" in pip, pip
# The worker's own packages came from the index, into the same environment.
assert importlib.metadata.version("celery").startswith("5."), importlib.metadata.version("celery")
