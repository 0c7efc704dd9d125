import sys, time, resource, threading
from collections import deque
from stock import noop, app

def window(n, calls):
    pending = deque()
    done = 0; sent = 0
    began = time.perf_counter(); c=time.process_time()
    while done < calls:
        while len(pending) < n and sent < calls:
            pending.append(noop.apply_async()); sent += 1
        pending.popleft().get(timeout=60); done += 1
        while pending and pending[0].ready():
            pending.popleft().get(); done += 1
    e=time.perf_counter()-began
    return calls/e, (time.process_time()-c)/calls*1000

def threads(n, calls):
    per = calls//n
    def run():
        noop.apply_async().get(timeout=60)
        b.wait()
        for _ in range(per): noop.apply_async().get(timeout=60)
    b = threading.Barrier(n+1)
    ts=[threading.Thread(target=run) for _ in range(n)]
    for t in ts: t.start()
    b.wait(); began=time.perf_counter()
    for t in ts: t.join()
    return per*n/(time.perf_counter()-began)

window(10,200)
for r in range(3):
    lat=[]
    for i in range(300):
        t=time.perf_counter(); noop.apply_async().get(timeout=60); lat.append(time.perf_counter()-t)
    lat.sort(); print('1', lat[150]*1000, lat[296]*1000, 300/sum(lat), flush=True)
    print('64', window(64,1500), flush=True)
    print('1000', window(1000,3000), flush=True)
    if r==0 and len(sys.argv)>1: print('threads64', threads(64,1280), flush=True)
