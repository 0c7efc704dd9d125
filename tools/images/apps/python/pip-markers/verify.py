import requests
import socks

assert requests.__version__.startswith("2.")
assert socks.__file__
