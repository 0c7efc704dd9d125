#name: kinds
#input: int a
#input: int b
#input: int c
#input: int rest
def kinds(a, /, b: int = 1, *rest, c, d: 'str' = ",)", **options):
    return a


#name: missing
#input: int lenght
#input: int other
#output: int y
def missing(length: float, x, ctx, optional=lambda a, b=(1, 2): a):
    return length


#name: takesAll
#input: int whatever
#input: int left {optional: true}
def takes_all(left, **kwargs):
    return left


#name: context
#input: int ctx
def context(ctx):
    return ctx


#name: generator
#output: int x
def generator(ctx):
    """yield"""
    def inner():
        return 1
    for x in inner, inner:
        yield x


#name: noGenerator
def no_generator():
    # yield
    def inner():
        yield 1
    class Inner:
        def f(self): yield 2
    return 'yield', [inner, Inner]


#name: hints
#input: list<string> x
def hints(
    x: "list[str]",  # a comment, (
    y: dict[str, int] = {1: 2}[1:2],
    z = 1 if 2 == 3 else 4,
) -> tuple[int,
           str]:
    return 1, ''
