"""Functions whose values are bytes; the libraries of frames come from the signatures alone."""

import os
import tempfile
from pathlib import Path

import polars as pl
from PIL import Image


#input: dataframe df {columns: numerical}
#input: column x {allowNulls: false}
#output: dataframe out
#output: string kind
def twice(df, x):
    df[x] *= 2
    return df, type(df).__module__.split(".")[0]


#input: dataframe df
#output: string kind
def lazy(df: "pl.LazyFrame"):
    return type(df).__name__


#input: file data {extensions: csv}
#output: file upper
def shout(data: Path):
    path = Path(tempfile.mkdtemp()) / data.name
    path.write_text(data.read_text().upper())
    return path


#input: file data
#output: int never
def die(data: Path):
    os.kill(os.getpid(), 9)


#output: list<string> paths
def left_behind():
    folders = Path("/var/tmp").glob("celeriac-*/process-*/*")
    return [str(folder) for folder in folders]


#output: graphics plot
def plot():
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(1, 1), dpi=40)
    axes.plot([1, 2])
    return figure


#input: int n
#output: graphics image
def images(n: int):
    for side in range(1, n + 1):
        yield Image.new("RGB", (side, side))


#input: string color {choices: ["red", "blue"]}
#input: string name {validator: ^[a-z]+$}
#input: int n {min: 1}
#output: string all
def limited(color, /, name, *, n=7):
    return f"{color} {name} {n}"
