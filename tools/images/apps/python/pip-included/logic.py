#input: int x
#output: int y
def pip_included(x):
    return x + 1
