# An ordinary module: no header, and not read any further.
def f(
