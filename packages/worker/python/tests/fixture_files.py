"""The fixtures that both languages assert."""

import json
from pathlib import Path

FIXTURES = Path(__file__).parents[2] / "fixtures"


def read_cases(name: str) -> list[dict]:
    return json.loads((FIXTURES / name).read_text("utf-8"))


def read_bytes(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()
