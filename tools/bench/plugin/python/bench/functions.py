"""What the benchmarks call. They work on a copy: an edit of the code changes REVISION there."""

REVISION = 1


#name: noop
#description: Does nothing
#tags: task
def noop():
    pass


#name: revision
#description: Which edit of this file is deployed
#tags: task
#output: int revision
def revision():
    return REVISION
