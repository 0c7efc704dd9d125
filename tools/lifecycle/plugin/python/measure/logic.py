import time


#name: size
#input: int side
#output: string answer
def size(side):
    time.sleep(0.01)
    return f"one {side!r}"
