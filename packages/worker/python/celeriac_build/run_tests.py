"""Runs an app's pytest files where its worker runs, and tells the outcomes as lines of JSON.

It stands in for the generated main, in an image or a folder that is laid out like one: the app's own
files are in ``code``, test files from elsewhere in the plugin in ``tests``, and pytest in ``pytest``
where the app's environment has none. Lines of JSON are all that is written to the standard output; what
else is printed goes to the standard error.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MAX_TEXT = 6000
"""Characters of a failure that are told: its end, where the error is."""

MAX_PRINTED = 2000


class Report:
    """A plugin of pytest that tells each test as it begins and ends."""

    def __init__(self, out: int, app: Path):
        self._out = out
        self._app = app
        self._told: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        self._told[nodeid] = {"outcome": "passed", "seconds": 0.0, **self._place(*location[:2])}
        self.tell(kind="started", test=nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        told = self._told[report.nodeid]
        told["seconds"] += report.duration
        if report.failed:
            told.update(outcome="failed", **self._failure(report))
        elif report.skipped:
            told.update(outcome="skipped", message=_reason(report))

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.tell(kind="test", test=nodeid, **self._told.pop(nodeid))

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            place = self._place(report.nodeid, None)
            failure = {**place, **self._failure(report)}
            self.tell(kind="test", test=report.nodeid, outcome="failed", seconds=0.0, **failure)

    def pytest_internalerror(self, excrepr: Any) -> None:
        self.tell(kind="broken", message=_last(str(excrepr), MAX_TEXT))

    def tell(self, **facts: object) -> None:
        line = memoryview(json.dumps(facts).encode() + b"\n")
        while line:
            line = line[os.write(self._out, line) :]

    def _failure(self, report: Any) -> dict[str, object]:
        crash = getattr(report.longrepr, "reprcrash", None)
        text = report.longreprtext
        message = crash.message if crash is not None else text.strip().rsplit("\n", 1)[-1]
        place = next(self._entries(report.longrepr), None) or self._named(text)
        printed = report.capstdout + report.capstderr
        return {
            "message": message.removeprefix("E ").strip()[:MAX_PRINTED],
            "text": _last(text, MAX_TEXT),
            **({"printed": _last(printed, MAX_PRINTED)} if printed else {}),
            **({} if place is None else self._place(*place)),
        }

    def _entries(self, longrepr: Any) -> Iterator[tuple[str, int]]:
        """The places of a traceback that are in the app's own files, the innermost first."""
        traceback = getattr(longrepr, "reprtraceback", None)
        for entry in reversed(getattr(traceback, "reprentries", ())):
            where = getattr(entry, "reprfileloc", None)
            if where is None:
                continue
            file = str(self._app / "code" / where.path)
            if self._place(file, None):
                yield file, where.lineno - 1

    def _named(self, text: str) -> tuple[str, int] | None:
        """The same by the text of a traceback, which is all that there is of a module's import."""
        for path, line in reversed(re.findall(r"^(\S+\.py):(\d+): ", text, re.MULTILINE)):
            file = str(self._app / "code" / path)
            if self._place(file, None):
                return file, int(line) - 1
        return None

    def _place(self, path: str, line: int | None) -> dict[str, object]:
        """A file of the app's, as it lies below the folder of this main, with a line from 1."""
        file = Path(os.path.normpath(self._app / path))
        if not file.is_relative_to(self._app) or file.is_relative_to(self._app / "pytest"):
            return {}
        found = {"file": file.relative_to(self._app).as_posix()}
        return found if line is None else {**found, "line": line + 1}


def _reason(report: Any) -> str:
    why = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
    return str(why).removeprefix("Skipped: ")


def _last(text: str, characters: int) -> str:
    return text if len(text) <= characters else "…" + text[1 - characters :]


def main() -> int:
    app = Path(__file__).resolve().parent
    out = os.dup(1)
    os.dup2(2, 1)  # what anything prints is no line of the report
    report = Report(out, app)
    # At the end, as for the worker: a file of the app hides nothing of a library.
    sys.path += [str(folder) for folder in (app / "pytest", app / "code") if folder.is_dir()]
    os.chdir(app / "code")
    try:
        import pytest
    except ImportError as error:
        report.tell(kind="broken", message=f"pytest cannot be imported: {error}")
        return 3
    folders = [str(folder) for folder in (app / "code" / "tests", app / "tests") if folder.is_dir()]
    settings = ["-p", "no:cacheprovider", "-p", "no:terminal", "--continue-on-collection-errors"]
    settings += ["--rootdir", str(app)]
    code = int(pytest.main([*settings, *folders], plugins=[report]))
    report.tell(kind="ended", code=code)
    return code


if __name__ == "__main__":
    sys.exit(main())
