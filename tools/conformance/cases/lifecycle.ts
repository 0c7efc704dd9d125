import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ConformanceCase } from '../backend.ts';
import { watchBackend } from './watch.ts';

/** From start to removal. */
export const lifecycleCases: readonly ConformanceCase[] = [
  {
    name: 'a container is started, listed, stopped and removed, and each is told once',
    async run(backend) {
      const { spawner, instance } = backend;
      await using watch = await watchBackend(backend);
      const spec = backend.specOf('trap "exit 0" TERM; echo up; while :; do sleep 0.1; done');
      const started = await spawner.start(spec);
      const { name, owner, specHash } = spec;
      assert.deepEqual(
        { ...started, id: '', image: '', createdAt: '', startedAt: '', times: {} },
        {
          ...{ id: '', name, owner, image: '', specHash, state: 'running' },
          ...{ createdAt: '', startedAt: '', times: {} },
        },
      );
      assert.ok(started.times.createMs > 0 && started.times.startMs > 0);
      for await (const { text } of spawner.logs(started.id, { follow: true }))
        if (text === 'up') break;
      const find = async () =>
        (await spawner.list({ instance, app: 'main' })).find(({ id }) => id === started.id);
      assert.equal((await find())?.state, 'running');
      assert.deepEqual(await spawner.list({ instance, version: 9 }), []);
      await spawner.stop(started.id);
      await spawner.stop(started.id);
      const stopped = await find();
      assert.equal(stopped?.state, 'stopped');
      assert.ok(stopped?.cause?.kind === 'stopped' && stopped.cause.by === 'us');
      assert.ok(!Number.isNaN(Date.parse(stopped?.endedAt ?? '')));
      await spawner.remove(started.id);
      await spawner.remove(started.id);
      assert.equal(await find(), undefined);
      assert.equal((await watch.until('removed', started.id)).by, 'us');
      const told = watch.events.flatMap((event) =>
        'container' in event && event.container.id === started.id ? [event.kind] : [],
      );
      assert.deepEqual(told, ['started', 'ended', 'removed']);
    },
  },
  {
    name: 'what an earlier start left under the name is replaced',
    async run({ spawner, specOf }) {
      const spec = specOf('sleep 60');
      const first = await spawner.start(spec);
      const second = await spawner.start({ ...spec, specHash: 'hash-2' });
      assert.notEqual(second.id, first.id);
      assert.equal(second.specHash, 'hash-2');
      const named = (await spawner.list(spec.owner)).filter(({ name }) => name === spec.name);
      assert.deepEqual(
        named.map(({ id }) => id),
        [second.id],
      );
      await spawner.remove(second.id);
    },
  },
  {
    name: 'a container that ends within its start leaves its last words and no container',
    async run({ spawner, specOf }) {
      const spec = specOf('echo one >&2; echo "no such module" >&2; exit 3');
      await assert.rejects(spawner.start(spec), (error: unknown) => {
        const facts = error as Record<string, unknown>;
        assert.equal(facts['code'], 'START_FAILED');
        assert.deepEqual(facts['endCause'], { kind: 'exited', exitCode: 3 });
        assert.ok((facts['lastLines'] as readonly string[]).includes('no such module'));
        assert.match(String(facts['message']), /exit code 3.*no such module/s);
        return true;
      });
      const names = (await spawner.list(spec.owner)).map(({ name }) => name);
      assert.ok(!names.includes(spec.name));
    },
  },
  {
    name: 'an aborted start leaves no container',
    async run({ spawner, specOf }) {
      const spec = specOf('sleep 60');
      const signal = AbortSignal.timeout(30);
      await assert.rejects(spawner.start(spec, { signal }));
      const names = (await spawner.list(spec.owner)).map(({ name }) => name);
      assert.ok(!names.includes(spec.name));
    },
  },
  {
    name: 'logs part both streams, follow, and end with the container',
    async run({ spawner, specOf }) {
      const { id, name } = await spawner.start(
        specOf('echo one; echo two >&2; sleep 1; echo last; sleep 60'),
      );
      const heard: string[] = [];
      for await (const { container, stream, text } of spawner.logs(id, { follow: true })) {
        heard.push(`${container === name} ${stream} ${text}`);
        if (text === 'last') break;
      }
      assert.deepEqual(heard.toSorted(), [
        'true stderr two',
        'true stdout last',
        'true stdout one',
      ]);
      const tail = await Array.fromAsync(spawner.logs(id, { tail: 1 }));
      assert.deepEqual(
        tail.map(({ text }) => text),
        ['last'],
      );
      const ending = Array.fromAsync(spawner.logs(id, { follow: true }));
      await spawner.stop(id, { graceMs: 0 });
      assert.equal((await ending).at(-1)?.text, 'last');
      await spawner.remove(id);
      await assert.rejects(Array.fromAsync(spawner.logs(id)));
    },
  },
  {
    name: 'a watch that is told to stop ends without an error',
    async run({ spawner, instance }) {
      const stop = new AbortController();
      const kinds: string[] = [];
      for await (const { kind } of spawner.events({ instance }, { signal: stop.signal })) {
        kinds.push(kind);
        queueMicrotask(() => stop.abort());
        if (!stop.signal.aborted) await once(stop.signal, 'abort');
      }
      assert.deepEqual(kinds, ['resync']);
    },
  },
];
