#input: int x
#output: int y
def python_asked(x):
    return x + 1
