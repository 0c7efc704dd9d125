"""Arithmetic. The comments above a function are what makes it callable from elsewhere."""

import time

ROUNDINGS = {"nearest": lambda value: value + 0.5, "down": lambda value: value}


#name: add
#description: The sum of two integers
#tags: task
#input: int x
#input: int y
#output: int z
#test: add(1, 2) == 3
def add(x, y):
    return x + y


#name: divide
#description: A quotient, rounded to some digits after the point
#tags: task
#input: double dividend
#input: double divisor
#input: int digits = 2 {min: 0; max: 10} [Digits after the point]
#input: string rounding = "nearest" {choices: ["nearest", "down"]}
#output: double quotient
#test: divide(1, 3) == 0.33
#test: divide(2, 3, digits=1, rounding="down") == 0.6
def divide(dividend: float, divisor: float, digits: int = 2, rounding: str = "nearest") -> float:
    """Division by zero is Python's own error, and reaches the caller as such, with its traceback."""
    scale = 10**digits
    return ROUNDINGS[rounding](dividend / divisor * scale) // 1 / scale


class InsufficientFunds(Exception):
    """An error of the plugin's own: its name and message are what the caller sees."""


#name: withdraw
#description: What is left of a balance
#tags: task
#input: double balance
#input: double amount {min: 0}
#output: double rest
#test: withdraw(10, 4) == 6
#test: withdraw(1, 2) raises InsufficientFunds
def withdraw(balance: float, amount: float) -> float:
    if amount > balance:
        raise InsufficientFunds(f"cannot take {amount:g} from {balance:g}")
    return balance - amount


#name: nap
#description: Sleeps for a while and says which worker did: call it many times at once
#tags: task
#input: double seconds = 0.1 {min: 0; max: 60; units: s}
#output: string worker
def nap(seconds: float = 0.1, ctx=None) -> str:
    """A parameter named `ctx` that is no input is told of the call: its id, function and worker."""
    time.sleep(seconds)
    return ctx.worker if ctx else "nobody"
