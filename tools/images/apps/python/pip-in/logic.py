#input: int x
#output: int y
def pip_in(x):
    return x + 1
