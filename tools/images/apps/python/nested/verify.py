import json
from pathlib import Path

table = json.loads((Path(__file__).parent.parent / "functions.json").read_text())
assert len(table["functions"]) == 2
