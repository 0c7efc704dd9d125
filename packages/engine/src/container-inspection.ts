import type Docker from 'dockerode';

/** The engine's own word for where a container is. */
export type ContainerPhase =
  'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** A container as the engine has it. */
export interface EngineContainer {
  readonly id: string;
  readonly name: string;
  /** As it was asked for: a tag or an id. */
  readonly image: string;
  /** `sha256:…` */
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: ContainerPhase;
  readonly exitCode: number;
  /** Whether the kernel killed a process of it at its memory limit. */
  readonly outOfMemory: boolean;
  /** Why it could not start, in the engine's words; else empty. */
  readonly error: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339; left out where it never started. */
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** 0 for no limit. */
  readonly memoryBytes: number;
  readonly stopGraceSeconds?: number;
}

/** Maps the engine's answer. */
export function toContainer(info: Docker.ContainerInspectInfo): EngineContainer {
  const { State: state, Config: config } = info;
  const startedAt = toTime(state.StartedAt);
  const finishedAt = toTime(state.FinishedAt);
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    image: config.Image,
    imageId: info.Image,
    labels: config.Labels ?? {},
    phase: state.Status as ContainerPhase,
    exitCode: state.ExitCode,
    outOfMemory: state.OOMKilled,
    error: state.Error,
    createdAt: info.Created,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    memoryBytes: info.HostConfig.Memory ?? 0,
    ...toGrace((config as { readonly StopTimeout?: number }).StopTimeout),
  };
}

function toGrace(seconds: number | undefined): { stopGraceSeconds?: number } {
  return typeof seconds === 'number' ? { stopGraceSeconds: seconds } : {};
}

function toTime(time: string | undefined): string | undefined {
  return time === undefined || time === '' || time.startsWith('0001-') ? undefined : time;
}
