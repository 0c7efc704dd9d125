#input: int x
#output: int y
def project(x):
    return x + 1
