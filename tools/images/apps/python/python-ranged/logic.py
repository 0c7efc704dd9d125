#input: int x
#output: int y
def python_ranged(x):
    return x + 1
