"""Functions of the conformance list that are more than an echo."""

import hashlib
import resource
import tempfile
from pathlib import Path
from typing import BinaryIO

import pandas


#name: scalars
#input: int i
#input: bigint b
#input: double d
#input: bool t
#input: string s
#input: datetime at
#output: int i
#output: bigint b
#output: double d
#output: bool t
#output: string s
#output: datetime at
def scalars(i, b, d, t, s, at):
    return {"i": i, "b": b, "d": d, "t": t, "s": s, "at": at}


#name: describe
#input: dataframe df
#input: column x {type: numerical; allowNulls: false}
#output: int rows
#output: double mean
#output: dataframe head
def describe(df, x):
    return len(df), float(df[x].mean()) if len(df) else 0.0, df.head(2)


#name: digest
#input: blob data
#output: string sha256
def digest(data):
    return hashlib.sha256(data).hexdigest()


#name: digest_file
#input: file data
#output: bigint size
#output: string sha256
#output: bigint peakKiB
def digest_file(data: BinaryIO):
    sha, size = hashlib.sha256(), 0
    while piece := data.read(1 << 20):
        sha.update(piece)
        size += len(piece)
    return size, sha.hexdigest(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


#name: make_file
#input: bigint size
#output: file made
def make_file(size):
    made = tempfile.TemporaryFile()
    piece = bytes(range(256)) * 4096
    for start in range(0, size, len(piece)):
        made.write(piece[: size - start])
    return made


#name: file_facts
#input: file data
#output: string name
#output: string text
#output: file again
def file_facts(data: Path):
    return data.name, data.read_text("utf-8"), data


#name: total
#input: list<blob> all
#input: dataframe df
#input: file data
#output: bigint bytes
def total(all, df, data: Path):
    return sum(map(len, all)) + len(df) + data.stat().st_size


#name: count
#input: int n
#output: dataframe df
#output: int i
def count(n):
    for i in range(n):
        yield pandas.DataFrame({"i": [i]}), i


#name: limited
#input: string color = "red" {choices: ["red", "blue"]}
#input: int n {min: 1; max: 3; optional: true}
#input: string note {nullable: true}
#output: map got
def limited(color, note, n=2):
    return {"color": color, "n": n, "note": note}


#name: image
#input: graphics x
#output: graphics y
def image(x):
    return x
