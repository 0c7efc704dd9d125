#input: int x
#output: int y
def bare(x):
    return x + 1
