"""A way to the broker that can be cut and frozen, as networks and brokers are."""

import asyncio
import threading


class TcpProxy:
    """Listens on a port of this machine; everything that it does is done in a thread of its own."""

    def __init__(self, host, port):
        self._target = (host, port)
        self._loop = asyncio.new_event_loop()
        self._writers = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._open = True
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(10)

    def cut(self):
        """Ends every connection, and each new one at once."""
        self._do(self._cut)

    def restore(self):
        self._do(setattr, self, "_open", True)

    def freeze(self):
        """Lets nothing through, and ends nothing."""
        self._do(self._flowing.clear)

    def thaw(self):
        self._do(self._flowing.set)

    def close(self):
        self._do(self._cut)
        self._loop.call_soon_threadsafe(self._end)
        self._thread.join(10)

    def _end(self):
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.call_soon(self._loop.stop)

    def _do(self, function, *args):
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (function(*args), done.set()))
        assert done.wait(10)

    def _cut(self):
        self._open = False
        for writer in tuple(self._writers):
            writer.transport.abort()

    def _run(self, ready):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(self._loop)))
        self._loop.close()

    async def _serve(self, reader, writer):
        if not self._open:
            writer.transport.abort()
            return
        try:
            await self._carry(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()

    async def _carry(self, reader, writer):
        to_reader, to_writer = await asyncio.open_connection(*self._target)
        self._writers |= {writer, to_writer}
        await asyncio.gather(self._pump(reader, to_writer), self._pump(to_reader, writer))
        self._writers -= {writer, to_writer}

    async def _pump(self, reader, writer):
        try:
            while data := await reader.read(65_536):
                await self._flowing.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        writer.transport.abort()
