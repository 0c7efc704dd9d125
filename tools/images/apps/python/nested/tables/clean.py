#input: int x
#output: int y
def nested_clean(x):
    return x + 1
