import type { NetworkPolicy } from '@celeriac/deployment';

/** What the containers of one bridge may connect to, with names resolved. */
export interface FirewallPlan {
  /** Name of the bridge, as the kernel knows it. */
  readonly bridge: string;
  readonly kind: NetworkPolicy['kind'];
  readonly allowed: readonly Target[];
  /** Ranges that are out of reach besides the private ones. */
  readonly closed: readonly string[];
}

/** A TCP port of an address, or of the engine's machine itself. */
export interface Target {
  readonly address: string | 'host';
  readonly port: number;
}

/** Ranges that are not the public internet: private, shared, link-local (cloud metadata), multicast. */
const CLOSED_RANGES = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'],
] as const;

const CHAIN_PREFIX = 'CELERIAC-';
const BRIDGE_PREFIX = 'cel-';

/** Name of the bridge of a network with that hash; Linux takes 15 characters. */
export function toBridgeName(hash: string): string {
  return BRIDGE_PREFIX + hash.slice(0, 15 - BRIDGE_PREFIX.length);
}

/**
 * Writes a shell script that closes bridges but for what their plans allow, and takes away what is left
 * of bridges that are gone; it fails where one cannot be closed. Running it again changes nothing.
 *
 * The rules only ever refuse: what they let pass is still up to the machine's own rules.
 */
export function renderFirewallScript(plans: readonly FirewallPlan[]): string {
  return [
    PRELUDE,
    'rules() {',
    `  echo '*filter'`,
    ...plans.flatMap(renderRules),
    '  echo COMMIT',
    '}',
    'rules | iptables-restore -w 10 --noflush || exit 1',
    ...plans.flatMap(({ bridge }) => [
      'for hook in $hooks; do',
      `  iptables -w 10 -C "$hook" -i ${bridge} -j ${toChain(bridge)} 2>/dev/null ||`,
      `    iptables -w 10 -I "$hook" 1 -i ${bridge} -j ${toChain(bridge)} || exit 1`,
      'done',
    ]),
    TIDY,
  ].join('\n');
}

/** The lines that write one bridge's chain. */
function renderRules(plan: FirewallPlan): readonly string[] {
  const chain = toChain(plan.bridge);
  const refuse = (match: string): readonly string[] => [
    `-A ${chain} ${match}-p tcp -j REJECT --reject-with tcp-reset`,
    `-A ${chain} ${match}-j REJECT --reject-with icmp-port-unreachable`,
  ];
  const allowed = plan.allowed.flatMap(({ address, port }) =>
    (address === 'host'
      ? [
          `-m addrtype --dst-type LOCAL -p tcp --dport ${port}`,
          // A container's published port is not local any more when its address has been translated.
          `-p tcp -m conntrack --ctstate DNAT --ctorigdstport ${port}`,
        ]
      : [`-d ${address} -p tcp --dport ${port}`]
    ).map((match) => `-A ${chain} ${match} -j RETURN`),
  );
  const open = plan.kind === 'internet';
  const ranges = [...CLOSED_RANGES, ...plan.closed];
  const refused = open
    ? ['-m addrtype --dst-type LOCAL ', ...ranges.map((range) => `-d ${range} `)].flatMap(refuse)
    : refuse('');
  return [
    `  echo ':${chain} - [0:0]'`,
    ...allowed.map((rule) => `  echo '${rule}'`),
    ...(open ? [resolverRules(chain)] : []),
    ...refused.map((rule) => `  echo '${rule}'`),
  ];
}

/** Writes a shell script that takes away what is left of bridges that are gone. */
export function renderTidyScript(): string {
  return [PRELUDE, TIDY].join('\n');
}

/**
 * Writes a shell script that prints `closed BRIDGE` or `open BRIDGE` for each bridge of ours, and
 * fails where the machine has no firewall that it could set.
 */
export function renderAuditScript(): string {
  return [
    PRELUDE,
    'iptables -w 10 -S INPUT >/dev/null || exit 1',
    `for path in /sys/class/net/${BRIDGE_PREFIX}*; do`,
    '  [ -e "$path" ] || continue',
    '  bridge=${path##*/}',
    '  state=closed',
    `  chain="${CHAIN_PREFIX}\${bridge#${BRIDGE_PREFIX}}"`,
    '  case "$(iptables -w 10 -S "$chain" 2>/dev/null)" in *REJECT*) ;; *) state=open ;; esac',
    '  for hook in $hooks; do',
    `    iptables -w 10 -C "$hook" -i "$bridge" -j "$chain" 2>/dev/null || state=open`,
    '  done',
    '  echo "$state $bridge"',
    'done',
  ].join('\n');
}

function toChain(bridge: string): string {
  return CHAIN_PREFIX + bridge.slice(BRIDGE_PREFIX.length);
}

/** The engine asks its resolvers from within the container's network, and they may be private. */
function resolverRules(chain: string): string {
  return [
    '  while read -r word address _; do',
    '    case "$word $address" in nameserver\\ *:*) continue ;; nameserver\\ *) ;; *) continue ;; esac',
    `    echo "-A ${chain} -d $address -p udp --dport 53 -j RETURN"`,
    `    echo "-A ${chain} -d $address -p tcp --dport 53 -j RETURN"`,
    '  done </etc/resolv.conf',
  ].join('\n');
}

const PRELUDE = [
  'PATH=/usr/sbin:/sbin:/usr/local/sbin:/usr/bin:/bin:/run/current-system/sw/bin',
  'command -v iptables >/dev/null || { echo "iptables is not installed"; exit 127; }',
  'forward=FORWARD',
  // A chain that is there is not one that is asked: a flush leaves it without its jump.
  'iptables -w 10 -C FORWARD -j DOCKER-USER 2>/dev/null && forward=DOCKER-USER',
  'hooks="$forward INPUT"',
].join('\n');

const TIDY = [
  'iptables -w 10 -S | while read -r word chain _; do',
  `  case "$word $chain" in -N\\ ${CHAIN_PREFIX}*) ;; *) continue ;; esac`,
  `  bridge=${BRIDGE_PREFIX}\${chain#${CHAIN_PREFIX}}`,
  '  [ -e "/sys/class/net/$bridge" ] && continue',
  '  for hook in FORWARD DOCKER-USER INPUT; do',
  '    iptables -w 10 -D "$hook" -i "$bridge" -j "$chain" 2>/dev/null',
  '  done',
  '  iptables -w 10 -F "$chain" && iptables -w 10 -X "$chain"',
  'done',
  'exit 0',
].join('\n');
