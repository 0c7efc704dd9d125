"""Prints, as JSON lines, what CPython's own parser makes of its standard library and packages.

Each line is one file: its text and every def in it, with offsets in UTF-16 code units.
Arguments: print every Nth file only, beginning with the Kth.
"""

import ast
import inspect
import io
import json
import os
import sys
import sysconfig
import tokenize
import warnings

warnings.simplefilter("ignore")
every, first = int(sys.argv[1]), int(sys.argv[2])


def python_files():
    paths = sysconfig.get_paths()
    seen = set()
    for root in sorted({paths["stdlib"], paths["purelib"], paths["platlib"]}):
        for folder, _, names in sorted(os.walk(root)):
            for name in sorted(names):
                path = os.path.realpath(os.path.join(folder, name))
                if name.endswith(".py") and path not in seen:
                    seen.add(path)
                    yield path


def yields(function):
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))
    return False


def describe(path):
    with open(path, "rb") as file:
        source = file.read()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    text = source.decode(encoding)
    tree = ast.parse(source)
    plain = text.removeprefix("\ufeff")
    lead = len(text) - len(plain)
    lines = plain.replace("\r\n", "\n ").replace("\r", "\n").split("\n")
    # "\r\n" counts as one break of two code units: the space above stands for the second.
    starts, at = [], lead
    for index, line in enumerate(lines):
        starts.append(at)
        at += len(line.encode("utf-16-le")) // 2 + 1

    crlf = "\r\n" in plain

    def offset(line, column):
        content = lines[line - 1]
        skip = 1 if crlf and content.startswith(" ") and line > 1 else 0
        if content.isascii():
            return starts[line - 1] + column + skip
        before = content[skip:].encode("utf-8")[:column].decode("utf-8")
        return starts[line - 1] + len(before.encode("utf-16-le")) // 2 + skip

    def span(node):
        if node is None:
            return None
        return [
            offset(node.lineno, node.col_offset),
            offset(node.end_lineno, node.end_col_offset),
        ]

    def parameter(kind, argument, default):
        return [kind, argument.arg, span(argument.annotation), span(default)]

    found = []
    for node in ast.walk(tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        args = node.args
        positional = args.posonlyargs + args.args
        defaults = [None] * (len(positional) - len(args.defaults)) + args.defaults
        parameters = [
            parameter(
                "positional-only" if index < len(args.posonlyargs) else "positional-or-keyword",
                argument,
                defaults[index],
            )
            for index, argument in enumerate(positional)
        ]
        if args.vararg:
            parameters.append(parameter("var-positional", args.vararg, None))
        for argument, default in zip(args.kwonlyargs, args.kw_defaults):
            parameters.append(parameter("keyword-only", argument, default))
        if args.kwarg:
            parameters.append(parameter("var-keyword", args.kwarg, None))
        found.append(
            {
                "start": offset(node.lineno, node.col_offset),
                "name": node.name,
                "isAsync": isinstance(node, ast.AsyncFunctionDef),
                "isGenerator": yields(node),
                "hasDocstring": ast.get_docstring(node, clean=False) is not None,
                "parameters": parameters,
                "returns": span(node.returns),
            }
        )
    found.sort(key=lambda definition: definition["start"])
    return {"path": os.path.basename(path), "text": text, "definitions": found}


for index, path in enumerate(python_files()):
    if index % every != first % every:
        continue
    try:
        described = describe(path)
    except (SyntaxError, ValueError, LookupError, RecursionError):
        # Files that are made to be broken belong to the tests of Python.
        continue
    print(json.dumps(described), flush=True)
