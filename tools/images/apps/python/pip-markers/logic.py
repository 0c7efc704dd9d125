#input: int x
#output: int y
def pip_markers(x):
    return x + 1
