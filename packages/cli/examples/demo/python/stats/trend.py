"""When will it be enough? A straight line through one value a day."""

from datetime import datetime, timedelta

import numpy as np


#name: reach
#description: When a series of daily values will reach a target, if it goes on as it does
#tags: task
#input: list<double> values [One value a day, oldest first]
#input: datetime start [Day of the first value]
#input: double target
#output: datetime when
#output: double perDay
def reach(values: list[float], start: datetime, target: float):
    if len(values) < 2:
        raise ValueError("a trend needs two values or more")
    slope, intercept = np.polyfit(np.arange(len(values)), values, deg=1)
    if abs(slope) < 1e-9:
        raise ValueError("the values stand still: they never reach the target")
    days = round((target - intercept) / slope, 6)
    return start + timedelta(days=days), round(float(slope), 6)
