"""Celery's pool of processes, which outlives a machine that has no room for one more."""

import logging

from celery.concurrency.asynpool import AsynPool
from celery.concurrency.prefork import TaskPool

from .pool_pipes import PoolWords, to_payload

log = logging.getLogger("celeriac_worker")


class Processes(AsynPool):
    """Starts the processes that it lacks when it can, and costs little while none has anything to do."""

    ResultHandler = PoolWords

    _lacking = False
    _looked = False

    def maintain_pool(self):
        try:
            super().maintain_pool()
        except (OSError, MemoryError) as error:
            if not self._lacking:
                log.error("A process of the pool cannot be started, trying again: %s", error)
            self._lacking = True
        else:
            self._lacking = False

    def _create_worker_process(self, i):
        known = len(self._pool)
        try:
            return super()._create_worker_process(i)
        except (OSError, MemoryError):
            # Billiard leaves an entry of no process behind, which every later look stumbles over.
            for worker in self._pool[known:]:
                self._queues.update(
                    {queues: None for queues, owner in self._queues.items() if owner is worker}
                )
            del self._pool[known:]
            raise

    def _create_write_handlers(self, hub):
        super()._create_write_handlers(hub)
        write_to = hub.consolidate_callback
        waiting, jobs = self.outbound_buffer, self._cache
        processes, busy, written_to = self._all_inqueues, self._busy_workers, self._active_writes

        def put(task):
            jobs[task[1][0]]._payload = to_payload(task)
            waiting.append(jobs[task[1][0]])
            for pipe in processes:
                if pipe not in busy and pipe not in written_to:
                    # Not when the loop comes round again: a process waits for it now.
                    write_to([pipe])
                    break

        self._quick_put = put

    def register_with_event_loop(self, hub):
        super().register_with_event_loop(hub)
        look = self.on_poll_start
        if look in hub.on_tick:
            hub.on_tick.discard(look)
            hub.on_tick.add(self._look_if_needed)

    def _look_if_needed(self):
        """In each round of the loop: at the pipes only where there are calls to write, or were."""
        if self._looked or self.outbound_buffer:
            self._looked = bool(self.outbound_buffer)
            self.on_poll_start()


class GuardedPool(TaskPool):
    Pool = Processes
