#input: int x
#output: int y
def conda(x):
    return x + 1
