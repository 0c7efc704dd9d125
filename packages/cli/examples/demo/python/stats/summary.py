"""Numbers about numbers, by numpy."""

import numpy as np


#name: summarize
#description: Count, mean, median and standard deviation of some values
#tags: task
#input: list<double> values
#output: int count
#output: double mean
#output: double median
#output: double deviation
def summarize(values: list[float]) -> dict:
    """Several outputs may also be a dict by name; numpy's own numbers are taken as they are."""
    if not values:
        raise ValueError("there is nothing to summarize: values is empty")
    array = np.asarray(values)
    return {
        "count": array.size,
        "mean": array.mean(),
        "median": np.median(array),
        "deviation": array.std(),
    }


#name: smooth
#description: The moving average of a series
#tags: task
#input: list<double> values
#input: int window = 3 {min: 1}
#output: list<double> smoothed
def smooth(values: list[float], window: int = 3) -> list[float]:
    if len(values) < window:
        return []
    return np.convolve(values, np.full(window, 1 / window), mode="valid").tolist()
