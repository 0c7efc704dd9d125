# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "six==1.16.0",
# ]
# ///
#input: int x
#output: int y
def script(x):
    return x + 1
