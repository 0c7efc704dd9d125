"""What is wrong with one value."""

import json
import re

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class ValueProblem(Exception):
    """A value that does not fit its declared type.

    ``code`` is one of ``null-value``, ``wrong-type``, ``not-an-integer``, ``unsafe-integer``,
    ``lone-surrogate``, ``invalid-datetime`` and ``not-json``; ``path`` leads from the value to the
    place, such as ``.items[1]``, and is empty for the value itself.
    """

    def __init__(self, code: str, message: str, path: str = ""):
        super().__init__(message)
        self.code = code
        self.path = path
        self.message = message

    def below(self, step: str) -> "ValueProblem":
        """The same problem, seen from one level further up."""
        return ValueProblem(self.code, self.message, step + self.path)


def wrong_type(expected: str, value: object) -> ValueProblem:
    return ValueProblem("wrong-type", f"expected {expected}, got {describe(value)}")


def not_a_list(value: object) -> ValueProblem:
    advice = "; what its .tolist() gives is one" if hasattr(value, "tolist") else ""
    return ValueProblem("wrong-type", f"expected a list, got {describe(value)}{advice}")


def key_step(key: str) -> str:
    """The step of a path that leads to a key."""
    return f".{key}" if _IDENTIFIER.match(key) else f"[{json.dumps(key)}]"


def describe(value: object) -> str:
    """A value in a few words, for messages; never long, never failing."""
    if value is None:
        return "None"
    kind = type(value).__name__
    if isinstance(value, (bool, int, float, str)):
        try:
            text = repr(value)
        except ValueError:  # an int of more digits than Python turns into text
            return kind
        return f"{kind} {text if len(text) <= 60 else text[:57] + '...'}"
    if isinstance(value, (list, tuple, dict)):
        return f"{kind} of {len(value)}"
    module = type(value).__module__
    return kind if module == "builtins" else f"{module}.{kind}"
