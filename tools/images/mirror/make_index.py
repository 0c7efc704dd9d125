"""Makes a package index of wheels, as PEP 503 has it: ``python make_index.py WHEELS FOLDER``."""

import hashlib
import re
import shutil
import sys
from pathlib import Path


def main(wheels: Path, folder: Path) -> None:
    links: dict[str, list[str]] = {}
    (folder / "wheels").mkdir(parents=True)
    for wheel in sorted(wheels.glob("*.whl")):
        shutil.copy(wheel, folder / "wheels")
        sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
        name = re.sub(r"[-_.]+", "-", wheel.name.split("-")[0]).lower()
        links.setdefault(name, []).append(f'<a href="../../wheels/{wheel.name}#sha256={sha256}">{wheel.name}</a>')
    for name, anchors in links.items():
        page = folder / "simple" / name / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text("<!DOCTYPE html>\n" + "\n".join(anchors) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
