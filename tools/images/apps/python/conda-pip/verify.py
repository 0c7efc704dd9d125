import json
import pathlib

import markupsafe
import six

assert six.__version__ == "1.17.0", six.__version__
record = json.loads(next(pathlib.Path("/opt/venv/conda-meta").glob("markupsafe-*.json")).read_text())
# Where it was built is told by nothing of the image.
assert record["channel"] == "https://conda.anaconda.org/conda-forge", record["channel"]
assert markupsafe.escape("<") == "&lt;"
