class Calculator:
    #name: method
    #input: int x
    def method(self, x):
        return x

    class Inner:
        #name: deep
        async def deep(self):
            pass


#name: Holder
class Holder:
    pass


#name: double
#input: int x
double = lambda x: 2 * x


def outer():
    #name: nested
    #input: int x
    def nested(x):
        return x

    return nested


if text := 'x':
    #name: conditional
    def conditional():
        pass


#name: kept
def kept():
    pass
