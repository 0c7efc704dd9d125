#input: int x
#output: int y
def pip_hashed(x):
    return x + 1
