#input: int x
#output: int y
def project_locked(x):
    return x + 1
