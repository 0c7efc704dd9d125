#input: int x
#output: int y
def conda_pip(x):
    return x + 1
