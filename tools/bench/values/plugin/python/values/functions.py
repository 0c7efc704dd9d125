"""What the benchmark of values calls."""

import numpy
import pandas
from typing import BinaryIO


#name: echoBlob
#description: Gives back what it got
#input: blob data
#output: blob result
def echo_blob(data: bytes) -> bytes:
    return data


#name: echoFrame
#description: Gives back what it got
#input: dataframe table
#output: dataframe result
def echo_frame(table: pandas.DataFrame) -> pandas.DataFrame:
    return table


#name: makeFrame
#description: A frame of five columns
#input: int rows
#output: dataframe result
def make_frame(rows: int) -> pandas.DataFrame:
    numbers = numpy.arange(rows)
    return pandas.DataFrame(
        {
            "id": numbers,
            "value": numbers / 3,
            "other": numpy.sqrt(numbers),
            "name": [f"name {number % 1000}" for number in range(rows)],
            "even": numbers % 2 == 0,
        }
    )


#name: drain
#description: Reads a file to its end
#input: file source
#output: bigint size
def drain(source: BinaryIO) -> int:
    size = 0
    while piece := source.read(1 << 20):
        size += len(piece)
    return size


#name: produce
#description: A file of so many bytes
#input: bigint size
#output: file made
def produce(size: int):
    file = open("/var/tmp/produced.bin", "w+b")
    piece = bytes(1 << 20)
    for start in range(0, size, len(piece)):
        file.write(piece[: size - start])
    return file


#name: restPeak
#description: Forgets the peak of this process and tells what it has in memory
#output: bigint bytes
def rest_peak() -> int:
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    return _read("VmRSS")


#name: peak
#description: The most that this process had in memory since its rest
#output: bigint bytes
def peak() -> int:
    return _read("VmHWM")


def _read(field: str) -> int:
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(field))
