import vendored_thing

assert vendored_thing.VALUE == 42, vendored_thing.VALUE
