#input: int x
#output: int y
def pip_url(x):
    return x + 1
