export { createDeployer, type Deployer } from './deployer.ts';
export type { DeployerPorts, DeployerSettings } from './deployer-options.ts';
export type { DeployEvent } from './deploy/deploy-event.ts';
export { createLocker, type Locker } from './lock/locker.ts';
export { findCurrentLock, type LockSettings } from './lock/lock-apps.ts';
export type { LockEvent } from './lock/lock-event.ts';
export type { LockChange } from './lock/compare-locks.ts';
export type { DrainingEvent, RetiredEvent } from './change/departure-event.ts';
export type { WaitingEvent } from './change/waiting-event.ts';
export type { DownEvent } from './down/take-down.ts';
export type { AppStatus } from './app-status.ts';
export { createController, type Controller, type ControllerOptions } from './control/controller.ts';
export type { Timed } from './event-stream.ts';
export type { LifeEvent, LifeState } from './life/life-event.ts';
export type { ControllerEvent } from './control/controller-event.ts';
export type { ScaleRequest } from './scale/scale-plugin.ts';
export {
  planDeployment,
  type AppPlan,
  type DeploymentPlan,
  type PlanSettings,
} from './plan/plan-deployment.ts';
export type { AppChange } from './plan/compare-app.ts';
export { DeployError, type DeployErrorCode } from './deployer-error.ts';
