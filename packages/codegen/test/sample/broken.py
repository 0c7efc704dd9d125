import a_module_that_is_not_there


def broken():
    return a_module_that_is_not_there
