import assert from 'node:assert/strict';
import type { ContainerSpec } from '@celeriac/deployment';
import type { Backend, ConformanceCase } from '../backend.ts';

/** Runs a script to its line `done`; resolves to what it wrote before, as a record of `key value`. */
async function probe(
  { spawner, specOf }: Backend,
  script: string,
  change: Partial<ContainerSpec> = {},
): Promise<Readonly<Record<string, string>>> {
  const { id } = await spawner.start(specOf(`${script}\necho done; sleep 60`, change));
  const told: Record<string, string> = {};
  const signal = AbortSignal.timeout(60_000);
  for await (const { text } of spawner.logs(id, { follow: true, signal })) {
    if (text === 'done') break;
    const space = text.indexOf(' ');
    if (space > 0) told[text.slice(0, space)] = text.slice(space + 1).trim();
  }
  await spawner.remove(id);
  return told;
}

/** What holds a container in, seen from inside. */
export const enforcementCases: readonly ConformanceCase[] = [
  {
    name: 'container.json: cpu, memory, shm, processes and env, seen from inside',
    needs: 'limits',
    async run(backend) {
      const told = await probe(
        backend,
        `
        first() { cat "$@" 2>/dev/null | head -n 1; }
        echo "cpu $(first /sys/fs/cgroup/cpu.max) $(first /sys/fs/cgroup/cpu/cpu.cfs_quota_us)"
        echo "memory $(first /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes)"
        echo "swap $(first /sys/fs/cgroup/memory.swap.max) $(first /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes)"
        echo "pids $(first /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max)"
        echo "shm $(df -k /dev/shm | awk 'END { print $2 }')"
        echo "tmp $(df -k /tmp | awk 'END { print $2 }')"
        echo "greeting $GREETING"
        python3 -c '
import threading, time
made = 0
try:
    for made in range(600):
        threading.Thread(target=time.sleep, args=(2,), daemon=True).start()
except RuntimeError:
    pass
print("threads", "bounded" if made < 590 else made, flush=True)'`,
        { cpu: 0.5, memoryMiB: 96, shmSizeMiB: 16, env: { GREETING: 'hello $world "x"' } },
      );
      assert.match(told['cpu'] ?? '', /^(50000 100000|50000)$/);
      assert.equal(told['memory'], String(96 << 20));
      assert.match(told['swap'] ?? '', new RegExp(`^(0|${96 << 20})$`));
      assert.equal(told['pids'], '128');
      assert.equal(told['shm'], String(16 << 10));
      assert.equal(told['tmp'], String(24 << 10));
      assert.equal(told['greeting'], 'hello $world "x"');
      assert.equal(told['threads'], 'bounded');
    },
  },
  {
    name: 'hardening: each item of the list, seen from inside',
    needs: 'hardening',
    async run(backend) {
      const told = await probe(
        backend,
        `
        awk '/^(Cap...|NoNewPrivs|Seccomp):/ { print substr($1, 1, length($1) - 1), $2 }' /proc/self/status
        echo "user $(id -u):$(id -g)"
        echo "root $(awk '$2 == "/" { print substr($4, 1, 2) }' /proc/mounts)"
        for path in /root-file /etc/file /usr/file /home/file; do
          (: > $path) 2>/dev/null && echo "writable-$path yes"
        done
        for path in /tmp /var/tmp /dev/shm; do (: > $path/file) && echo "scratch $path"; done
        echo "home $HOME"
        echo "tmpdir $TMPDIR"
        head -c 100000000 /dev/zero >"$HOME/large" && echo "larger-than-memory yes"
        echo "tmp $(awk '$2 == "/tmp" { print $4 }' /proc/mounts)"
        echo "init $(cat /proc/1/comm)"
        echo "socket $(find / -name 'docker*.sock' -o -name 'containerd*.sock' 2>/dev/null | wc -l)"
        echo "mounts $(awk '$1 ~ "^/dev/" { print $2 }' /proc/mounts | grep -v init | sort | tr '\\n' ' ')"
        unshare -r true 2>/dev/null && echo "userns yes"
        mount -t tmpfs none /tmp 2>/dev/null && echo "mount yes"
        chroot / true 2>/dev/null && echo "chroot yes"
        python3 -c '
import socket
for kind in (socket.SOCK_RAW, ):
    try:
        socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP)
        print("raw yes")
    except PermissionError:
        print("raw no")
listening = socket.create_server(("", 0))
print("low", end=" ")
try:
    open("/proc/sys/kernel/hostname", "w")
    print("yes")
except OSError:
    print("no")'`,
      );
      const none = '0000000000000000';
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
        assert.equal(told[set], none, set);
      assert.equal(told['NoNewPrivs'], '1');
      assert.equal(told['Seccomp'], '2');
      assert.equal(told['user'], '65532:65532');
      assert.equal(told['root'], 'ro');
      assert.equal(told['scratch'], '/dev/shm');
      assert.match(told['tmp'] ?? '', /nosuid.*nodev.*noexec/);
      assert.equal(told['home'], '/var/tmp');
      assert.equal(told['tmpdir'], '/var/tmp');
      assert.equal(told['larger-than-memory'], 'yes');
      assert.match(told['init'] ?? '', /init|tini/);
      assert.equal(told['socket'], '0');
      assert.equal(told['mounts'], '/etc/hostname /etc/hosts /etc/resolv.conf /var/tmp');
      assert.equal(told['raw'], 'no');
      assert.equal(told['low'], 'no');
      const allowed = ['userns', 'mount', 'chroot'].filter((key) => key in told);
      assert.deepEqual(
        [...allowed, ...Object.keys(told).filter((key) => /^writable/.test(key))],
        [],
      );
    },
  },
  {
    name: 'secrets: in the environment of their own container and nowhere else',
    async run(backend) {
      const { spawner, specOf } = backend;
      const secret = 's3cr3t-0f-0ne-app';
      const [one, other] = [
        await spawner.start(specOf('echo ready; sleep 60', { env: { TOKEN: secret } })),
        await spawner.start(
          specOf('env; cat /proc/*/environ | tr "\\0" "\\n"; echo done; sleep 60'),
        ),
      ];
      let written = '';
      for await (const { text } of spawner.logs(other.id, { follow: true })) {
        written += text;
        if (text === 'done') break;
      }
      for await (const { text } of spawner.logs(one.id, { tail: 10 })) written += text;
      assert.ok(!written.includes(secret));
      for (const { id } of [one, other])
        assert.ok(!(await backend.describe(id)).includes(secret), 'described');
      assert.ok(!JSON.stringify(await spawner.list(specOf('').owner)).includes(secret));
      for (const { id } of [one, other]) await spawner.remove(id);
    },
  },
  {
    name: 'storage: what is on disk ends at its allowance',
    needs: 'storage',
    async run(backend) {
      const told = await probe(
        backend,
        `head -c 1200000000 /dev/zero > /var/tmp/file 2>/dev/null
        echo "written $(du -sk /var/tmp/file | awk '{ print $1 }')"`,
      );
      assert.ok(Number(told['written']) <= 1 << 20, told['written']);
    },
  },
];
