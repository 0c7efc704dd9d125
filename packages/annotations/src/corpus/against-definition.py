#name: wrongOrder
#input: int b
#input: int a
#output: int sum
def wrongOrder(a: int, b: int) -> int:
    """Adds.

        Indented.
    """
    return a + b


#name: differentDefaults
#input: int count = 3
#input: string mode = "fast"
#input: double ratio = 1
#input: list<int> sizes = [1, 2]
#input: bool flag = true
#input: int same = 1
def differentDefaults(count=4, mode='slow', ratio=1.0, sizes=[1, 2], flag=None, same="x"):
    pass


#name: differentHints
#input: int count
#input: string text
#input: list<string> names
#input: dataframe table
#input: double ratio
#input: map options
#input: datetime when
#output: string result
def differentHints(
    count: str,
    text: "Optional[int]",
    names: list[int],
    table: dict,
    ratio: int | None,
    options: typing.Union[dict, None],
    when: Annotated[datetime.datetime, 1],
) -> dict[str, int]:
    if count: return {}


#name: hintsThatFit
#input: int count {nullable: true}
#input: list<string> names
#input: dataframe table
#input: dynamic anything
#input: column col
#input: file source
#output: double a
#output: int b
def hintsThatFit(
    count: Optional[int],
    names: typing.List["str"],
    table: pd.DataFrame,
    anything: set,
    col: str,
    source: Whatever[int],
) -> tuple[int, int]:
    return 1, 2


#name: returnsNothing
#output: int x
def returnsNothing():
    def inner():
        return 1
    return


#name: yields
#output: int x
def yields():
    yield 1


#name: matches
#output: int x
def matches(x=1):
    match x:
        case 1: return 2


#name: bound
#input: int x
@app.task(name="bound", bind=True)
def bound(self, x):
    pass


#name: optionalOnly
#input: int x {optional: true}
def optionalOnly(x):
    pass
