export { type Alarm, type PrivateBroker, startPrivateBroker } from './start-private-broker.ts';
export { type EmbeddedProcess, startEmbeddedProcess } from './embedded/start-embedded-process.ts';
export { type OwnBroker, startOwnBroker } from './start-own-broker.ts';
export {
  type PrivateEngine,
  type PrivateEngineOptions,
  startPrivateEngine,
} from './start-private-engine.ts';
export { openTcpProxy, type TcpProxy, type TcpProxyOptions } from './open-tcp-proxy.ts';
export type { Shaping } from './shape-traffic.ts';
export { childrenOf, freeze, kill, thaw } from './processes.ts';
export { ensureWorkerPython } from './worker/ensure-worker-python.ts';
export { hasWorkerPython } from './worker/has-worker-python.ts';
export { type LoadedApp, loadApp } from './worker/load-app.ts';
export type { KeptWorkers, RunningWorker } from './worker/keep-workers.ts';
export {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from './worker/start-worker-process.ts';
export { openRig, type Rig, type RigOptions, untilConsumed } from './worker/open-rig.ts';
export type { ShiftedClock } from './worker/shifted-clock.ts';
