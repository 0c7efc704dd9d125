#input: int x
#output: int y
def nested(x):
    return x + 1
