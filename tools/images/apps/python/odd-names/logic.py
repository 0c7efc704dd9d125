#input: int x
#output: int y
def odd_names(x):
    return x + 1
