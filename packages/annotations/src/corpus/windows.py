#name: windows
#input: int x = 1
#inputs: int y

@decorator
def windows(x,
            y):
    return """
#name: no
"""
#name: second
#input: int x
def second(x): return x
