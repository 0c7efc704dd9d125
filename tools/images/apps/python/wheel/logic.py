#input: int x
#output: int y
def wheel(x):
    return x + 1
