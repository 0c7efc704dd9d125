"""Functions that give back what they were given, after a look at what it is in Python."""

from datetime import datetime, timedelta
from pathlib import Path

import pandas
import polars
import pyarrow


def _all(values, *kinds):
    for value in values:
        if type(value) not in kinds:
            raise TypeError(f"{value!r} is {type(value).__name__}")
    return values


#name: ints
#input: list<int> x
#output: list<int> y
def ints(x):
    return _all(x, int)


#name: bigints
#input: list<bigint> x
#output: list<bigint> y
def bigints(x):
    return _all(x, int)


#name: doubles
#input: list<double> x
#output: list<double> y
def doubles(x):
    return _all(x, float)


#name: bools
#input: list<bool> x
#output: list<bool> y
def bools(x):
    return _all(x, bool)


#name: strings
#input: list<string> x
#output: list<string> y
def strings(x):
    return _all(x, str)


#name: string_lists
#input: string_list x
#output: string_list y
def string_lists(x):
    return _all(x, str)


#name: datetimes
#input: list<datetime> x
#output: list<datetime> y
def datetimes(x):
    for value in _all(x, datetime):
        if value.utcoffset() != timedelta(0):
            raise ValueError(f"{value!r} is not in UTC")
    return x


#name: lists
#input: list<list> x
#output: list<list> y
def lists(x):
    return _all(x, list)


#name: maps
#input: list<map> x
#output: list<map> y
def maps(x):
    return _all(x, dict)


#name: objects
#input: list<object> x
#output: list<object> y
def objects(x):
    return x


#name: dynamics
#input: list<dynamic> x
#output: list<dynamic> y
def dynamics(x):
    return x


#name: columns
#input: dataframe df
#input: column first
#input: column_list others
#output: column a
#output: column_list b
def columns(df, first, others):
    df[[first, *others]]
    return first, others


#name: blobs
#input: list<blob> x
#output: list<blob> y
def blobs(x):
    return _all(x, bytes)


#name: files
#input: list<file> x
#output: list<file> y
def files(x):
    for path in x:
        if not isinstance(path, Path) or not path.is_file():
            raise TypeError(f"{path!r} is no file")
    return x


#name: graphics
#input: list<graphics> x
#output: list<graphics> y
def graphics(x):
    return x


#name: pandas_frame
#input: dataframe x
#output: dataframe y
def pandas_frame(x: pandas.DataFrame):
    assert isinstance(x, pandas.DataFrame)
    return x


#name: polars_frame
#input: dataframe x
#output: dataframe y
def polars_frame(x: polars.DataFrame):
    assert isinstance(x, polars.DataFrame)
    return x


#name: arrow_frame
#input: dataframe x
#output: dataframe y
def arrow_frame(x: pyarrow.Table):
    assert isinstance(x, pyarrow.Table)
    return x
