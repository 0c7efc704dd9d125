export { type Alarm, type PrivateBroker, startPrivateBroker } from './start-private-broker.ts';
export { openTcpProxy, type TcpProxy, type TcpProxyOptions } from './open-tcp-proxy.ts';
export type { Shaping } from './shape-traffic.ts';
export { childrenOf, freeze, kill, thaw } from './processes.ts';
