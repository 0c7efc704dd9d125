import { randomBytes } from 'node:crypto';
import {
  type ContainerSpec,
  type NetworkPolicy,
  type Spawner,
  toLabels,
} from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createSpawner, findOpenNetworks } from '@celeriac/spawner';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { makeScriptImage } from '../docker/make-script-image.ts';
import {
  AROUND,
  AROUND_BY_6,
  type Neighbourhood,
  openNeighbourhood,
} from '../network/open-neighbourhood.ts';
import { runCommand } from '../../services/host/run-command.ts';
import { isRoot } from '../../services/host/as-root.ts';

const services = inject('services');

/** Tries each of `TARGETS`, and says of each how it went, and how long a refusal took. */
const PROBE = `exec python3 -uc '
import os, socket, time
for target in os.environ["TARGETS"].split():
    host, port = target.rsplit(":", 1)
    if host == "gateway":
        fields = [line.split() for line in open("/proc/net/route")]
        raw = next(field[2] for field in fields if field[1] == "00000000")
        host = socket.inet_ntoa(bytes.fromhex(raw)[::-1])
    if host == "gateway6":
        fields = next(line.split() for line in open("/proc/net/arp") if "eth0" in line)
        mac = bytearray.fromhex(fields[3].replace(":", ""))
        word = bytes([mac[0] ^ 2, mac[1], mac[2], 255, 254, mac[3], mac[4], mac[5]])
        host = socket.inet_ntop(socket.AF_INET6, bytes([254, 128, 0, 0, 0, 0, 0, 0]) + word) + "%eth0"
    begun = time.monotonic()
    try:
        with socket.create_connection((host, int(port)), 5) as connection:
            told = connection.recv(4).decode() or "closed"
    except OSError as error:
        told = "refused" if time.monotonic() - begun < 3 else "silent"
    print(target, told)
print("done")
time.sleep(60)
'`;

describe.skipIf(!services.dockerHost || !services.baseImage || !isRoot())(
  'an app in its network',
  () => {
    const instance = `t${randomBytes(4).toString('hex')}`;
    const image = `celeriac-test/${instance}:probe`;
    const broker = { host: 'host.docker.internal', port: 5672 };
    let around: Neighbourhood;
    let engine: Engine;
    let spawner: Spawner;
    let neighbour: string;

    beforeAll(async () => {
      around = await openNeighbourhood();
      engine = await connectEngine({ host: around.engine.dockerHost });
      spawner = createSpawner(engine, { networkRange: '10.216.0.0/16' });
      const base = await around.engine.loadBaseImage();
      await makeScriptImage(engine, { tag: image, base });
      const serve = `exec python3 -uc '
import socket
server = socket.create_server(("", 7000))
print(socket.gethostbyname(socket.gethostname()))
while True:
    server.accept()[0].sendall(b"here")
'`;
      const { id } = await start('neighbour', { kind: 'internet' }, { SCRIPT: serve });
      for await (const { text } of spawner.logs(id, { follow: true })) {
        neighbour = `${text}:7000`;
        break;
      }
    }, 120_000);

    afterAll(async () => {
      await engine.close();
      await around[Symbol.asyncDispose]();
    }, 60_000);

    type Policy = NetworkPolicy extends infer P
      ? P extends unknown
        ? Omit<P, 'services'>
        : never
      : never;

    async function start(
      app: string,
      policy: Policy,
      env: Record<string, string>,
      by: Spawner = spawner,
    ) {
      const spec: ContainerSpec = {
        name: `celeriac-${instance}-${randomBytes(4).toString('hex')}`,
        owner: { instance, plugin: 'Test', app, version: 1 },
        ...{ image, env, cpu: 0.5, memoryMiB: 64, shmSizeMiB: 8, storageGiB: 1, gpu: 0 },
        network: { ...policy, services: [broker] },
        ...{ stopGraceMs: 100, specHash: 'hash' },
      };
      return by.start(spec);
    }

    /** What a container of that policy reaches of the targets. */
    async function reach(
      policy: Policy,
      targets: readonly string[],
      by: Spawner = spawner,
    ): Promise<Record<string, string>> {
      const env = { SCRIPT: PROBE, TARGETS: targets.join(' ') };
      const { id } = await start('probe', policy, env, by);
      const told = await readProbe(id);
      await spawner.remove(id);
      return told;
    }

    async function readProbe(id: string): Promise<Record<string, string>> {
      const told: Record<string, string> = {};
      const signal = AbortSignal.timeout(60_000);
      for await (const { text } of engine.containers.logs(id, { follow: true, signal })) {
        if (text === 'done') break;
        const [target = '', how = text] = text.split(' ');
        told[target] = how;
      }
      return told;
    }

    const closed = () => [
      ...[AROUND.private, AROUND.privateToo, AROUND.metadata, AROUND.host, neighbour],
      ...['host.docker.internal:9000', 'gateway:9000'],
      // By IPv6 there is nothing at all, the internet neither.
      ...[...Object.values(AROUND_BY_6), 'gateway6:9000'],
    ];
    const all = (targets: readonly string[], how: string) =>
      Object.fromEntries(targets.map((target) => [target, how]));

    test('what it must not reach is there, for a container that nobody closed in', async () => {
      const targets = [...closed().filter((one) => one !== neighbour), AROUND.public];
      const id = await engine.containers.create({
        name: `celeriac-${instance}-bare`,
        image,
        env: { SCRIPT: PROBE, TARGETS: targets.join(' ') },
        extraHosts: ['host.docker.internal:host-gateway'],
      });
      await engine.containers.start(id);
      expect(await readProbe(id)).toEqual(all(targets, 'here'));
      await engine.containers.remove(id, { force: true });
    });

    test('internet: public addresses and names, and nothing near', async () => {
      const open = [AROUND.public, 'anything.example:8080', 'host.docker.internal:5672'];
      const told = await reach({ kind: 'internet' }, [...open, ...closed()]);
      expect(told).toEqual({ ...all(open, 'here'), ...all(closed(), 'refused') });
    });

    test('broker: nothing else, no name either', async () => {
      const open = ['host.docker.internal:5672'];
      const refused = [AROUND.public, 'anything.example:8080', ...closed()];
      const told = await reach({ kind: 'broker' }, [...open, ...refused]);
      expect(told).toEqual({ ...all(open, 'here'), ...all(refused, 'refused') });
    });

    test('a list: what it names and nothing else, a private host too', async () => {
      const hosts = [
        { host: '203.0.113.10', port: 8080 },
        { host: '192.168.77.1', port: 5432 },
      ];
      const open = [AROUND.public, AROUND.privateToo, 'host.docker.internal:5672'];
      const refused = ['anything.example:8080', ...closed()].filter((one) => !open.includes(one));
      const told = await reach({ kind: 'list', hosts }, [...open, ...refused]);
      expect(told).toEqual({ ...all(open, 'here'), ...all(refused, 'refused') });
    });

    test('no list opens the machine itself', async () => {
      const hosts = [{ host: 'host.docker.internal', port: 9000 }];
      await expect(start('probe', { kind: 'list', hosts }, {})).rejects.toMatchObject({
        code: 'INVALID_SPEC',
        message: expect.stringContaining('host.docker.internal:9000') as string,
      });
    });

    test('rules that somebody took away are set again for what runs', async () => {
      const script = `while :; do ${PROBE.replace('exec ', '').replace('time.sleep(60)', '')}; done`;
      const env = { SCRIPT: script, TARGETS: AROUND.private };
      const { id } = await start('running', { kind: 'internet' }, env);
      const signal = AbortSignal.timeout(60_000);
      const lines = spawner.logs(id, { follow: true, signal })[Symbol.asyncIterator]();
      const until = async (how: string): Promise<void> => {
        for (let text = ''; text !== `${AROUND.private} ${how}`;)
          text = (await lines.next()).value?.text ?? 'ended';
      };
      await until('refused');
      await runCommand([...around.engine.inNetwork, 'iptables', '-F']);
      await until('here');
      const owner = { instance, plugin: 'Test', app: 'running' };
      const secured = await spawner.secure(owner);
      expect(secured).toEqual([{ owner, network: expect.any(String) as string, closed: true }]);
      await until('refused');
      expect(await spawner.secure(owner)).toEqual([]);
      await spawner.remove(id);
    });

    test('rules that somebody took away are told, and set again by the next start', async () => {
      const flush = ['iptables', '-F', 'DOCKER-USER'];
      await runCommand([...around.engine.inNetwork, ...flush]);
      const open = await findOpenNetworks(engine, { instance });
      expect(await findOpenNetworks(engine, { instance: 'another' })).toEqual([]);
      expect(open.length).toBeGreaterThan(0);
      const fresh = createSpawner(engine, { networkRange: '10.216.0.0/16' });
      const targets = [AROUND.public, AROUND.private];
      const told = await reach({ kind: 'internet' }, targets, fresh);
      expect(told).toEqual({ [AROUND.public]: 'here', [AROUND.private]: 'refused' });
    });

    test('rules go with their networks', async () => {
      const rules = async () =>
        (await runCommand([...around.engine.inNetwork, 'iptables', '-S'])).stdout;
      expect(await rules()).toContain('CELERIAC-');
      for (const { id } of await spawner.list({ instance })) await spawner.remove(id);
      await spawner.sweep({ instance });
      expect(await engine.networks.list({ labels: toLabels({ instance }) })).toEqual([]);
      expect(await rules()).not.toMatch(/CELERIAC|cel-/);
    });
  },
);
