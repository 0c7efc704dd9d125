"""Celery's pool of processes, which outlives a machine that has no room for one more."""

import logging
from time import monotonic

from billiard.pool import ACK
from celery.concurrency.asynpool import AsynPool, Worker
from celery.concurrency.prefork import TaskPool

from .pool_pipes import PoolWords, to_payload

log = logging.getLogger("celeriac_worker")


class PoolProcess(Worker):
    """Says when a call has ended, and not that it was taken: the page that all share tells that."""

    def on_loop_start(self, pid):
        super().on_loop_start(pid)
        say = self.outq.put
        self.outq.put = lambda word: None if word[0] == ACK else say(word)


class Processes(AsynPool):
    """Starts the processes that it lacks when it can, and costs little while none has anything to do.

    A call counts as taken when it is sent to a process that has nothing else to do: from then on it
    is answered from here, whatever becomes of the connection that it came by.
    """

    ResultHandler = PoolWords
    Worker = PoolProcess

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
        write_some = hub.consolidate_callback
        waiting, jobs = self.outbound_buffer, self._cache
        processes, busy, written_to = self._all_inqueues, self._busy_workers, self._active_writes
        take = self._result_handler.state_handlers[ACK]

        def write(pipes):
            before = tuple(waiting)
            write_some(pipes)
            for job in before:
                if job._write_to is not None and not job._accepted:
                    take(job._job, None, monotonic(), job._write_to.pid, None)

        def put(task):
            job = jobs[task[1][0]]
            job._payload = to_payload(task)
            waiting.append(job)
            for pipe in processes:
                if pipe not in busy and pipe not in written_to:
                    # Not when the loop comes round again: a process waits for it now.
                    write([pipe])
                    break

        hub.consolidate_callback = write
        self._quick_put = put

    def on_job_process_lost(self, job, pid, exitcode):
        if request_of(job).is_lost_with_its_process():
            super().on_job_process_lost(job, pid, exitcode)
            return
        job._accepted, job._worker_pid = False, None
        job._write_to = job._scheduled_for = None
        self._put_back(job)

    def flush(self):
        running = [job for job in self._cache.values() if job._accepted]
        super().flush()
        # Celery before 5.6 forgets them, and that their processes are busy; and what was to go to
        # another process, because its own has just ended.
        for job in running:
            if job.ready():
                continue
            self._cache[job._job] = job
            if job._accepted:
                self._busy_workers.add(job._write_to.inqW_fd)
            else:
                self.outbound_buffer.append(job)

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


def request_of(job):
    """Whose callbacks a job of the pool has."""
    return job._error_callback.__self__


class GuardedPool(TaskPool):
    Pool = Processes
