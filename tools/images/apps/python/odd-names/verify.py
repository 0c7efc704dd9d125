from pathlib import Path

here = Path(__file__).parent
assert (here / "it's $HOME \"quoted\" [x].txt").read_text() == "kept\n"
assert (here / "ünï" / " code.txt").read_text() == "kept\n"
