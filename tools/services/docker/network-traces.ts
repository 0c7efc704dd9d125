import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { asRoot, findExecutable, systemEnvironment } from '../host/as-root.ts';
import { runCommand } from '../host/run-command.ts';

const tools = ['iptables', 'ip6tables'] as const;
const tables = ['raw', 'mangle', 'nat', 'filter'] as const;
const forwarding = '/proc/sys/net/ipv4/ip_forward';

/** What of a Docker engine's traces in the host's network was there at one moment. */
export interface NetworkTraces {
  readonly docker0: boolean;
  readonly dockerChains: boolean;
  /** Policy of the FORWARD chain per tool, e.g. `{ iptables: 'ACCEPT' }`. */
  readonly forwardPolicy: Readonly<Record<string, string>>;
  readonly ipForward: string;
}

/** The commands, as arguments of `iptables -t <table>`, that take an engine's rules and chains out of a listing. */
export function planRuleRemoval(listing: string, bridges: readonly string[]): string[][] {
  const lines = listing.split('\n');
  const isOurs = (line: string): boolean =>
    /\s(DOCKER\b|CELERIAC-)/.test(line) ||
    // A container's published port reached from itself: the one rule that names no bridge.
    /^-A POSTROUTING -s (\S+\/32) -d \1 .*-j MASQUERADE$/.test(line) ||
    bridges.some((bridge) => line.split(/\s+/).includes(bridge));
  const chains = lines.flatMap((line) => /^-N ((?:DOCKER|CELERIAC-)\S*)/.exec(line)?.[1] ?? []);
  const rules = lines.filter((line) => line.startsWith('-A ') && isOurs(line));
  return [
    ...rules
      .filter((rule) => !/^-A (DOCKER|CELERIAC-)/.test(rule))
      .map((rule) => ['-D', ...splitRule(rule.slice(3))]),
    ...chains.map((chain) => ['-F', chain]),
    ...chains.map((chain) => ['-X', chain]),
  ];
}

function splitRule(rule: string): string[] {
  return (rule.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map((word) => word.replace(/^"|"$/g, ''));
}

/** Records what the host's network shows of any Docker engine right now. */
export async function readNetworkTraces(): Promise<NetworkTraces> {
  const forwardPolicy: Record<string, string> = {};
  let dockerChains = false;
  for (const tool of tools) {
    for (const table of tables) {
      const listing = await listRules(tool, table);
      dockerChains ||= /^-N DOCKER/m.test(listing);
      const policy = /^-P FORWARD (\w+)/m.exec(listing)?.[1];
      if (table === 'filter' && policy !== undefined) forwardPolicy[tool] = policy;
    }
  }
  const ipForward = readFileSync(forwarding, 'utf8').trim();
  return { docker0: listInterfaces().includes('docker0'), dockerChains, forwardPolicy, ipForward };
}

/** Removes what our engine left in the host's network, and nothing that was there `before` it. */
export async function removeNetworkTraces(
  before: NetworkTraces,
  ownBridges: readonly string[],
): Promise<void> {
  const bridges = [...(before.docker0 ? [] : ['docker0']), ...ownBridges];
  if (!before.dockerChains) {
    for (const tool of tools) {
      for (const table of tables) {
        for (const change of planRuleRemoval(await listRules(tool, table), bridges)) {
          await runAsRoot([tool, '-w', '-t', table, ...change]);
        }
      }
      const policy = before.forwardPolicy[tool];
      if (policy !== undefined) await runAsRoot([tool, '-w', '-P', 'FORWARD', policy]);
    }
    if (readFileSync(forwarding, 'utf8').trim() !== before.ipForward) {
      await runAsRoot(['sh', '-c', `echo ${before.ipForward} > ${forwarding}`]);
    }
  }
  for (const bridge of bridges) {
    if (listInterfaces().includes(bridge)) await runAsRoot(['ip', 'link', 'delete', bridge]);
  }
}

/** Names of the host's network interfaces, with or without a carrier. */
export function listInterfaces(): string[] {
  return existsSync('/sys/class/net') ? readdirSync('/sys/class/net') : [];
}

async function listRules(tool: string, table: string): Promise<string> {
  if (findExecutable(tool) === undefined) return '';
  return runAsRoot([tool, '-w', '-t', table, '-S']);
}

async function runAsRoot(command: readonly string[]): Promise<string> {
  const options = { env: systemEnvironment(), allowFailure: true, timeoutMs: 30_000 };
  return (await runCommand(asRoot(command), options)).stdout;
}
