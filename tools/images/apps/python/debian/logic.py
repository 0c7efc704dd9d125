#input: int x
#output: int y
def debian(x):
    return x + 1
