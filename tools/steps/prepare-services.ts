import {
  downServices,
  ensureServices,
  MissingService,
  readServicesStatus,
  type MissingPiece,
  type WantedServices,
} from '../services/index.ts';
import type { StepLog } from './step-log.ts';

const limitMs = 15 * 60_000;
const usual = { docker: true, rabbitmq: true, baseImage: true } as const;

/** The services of one run, and what to do with them at its end. */
export interface PreparedServices {
  /** What is not there, because nobody agreed to installing or starting it. */
  readonly missing: readonly MissingPiece[];
  /** Takes down what this run brought up; services that were up before stay up. */
  readonly release: () => Promise<void>;
}

/**
 * Brings up the services that may be brought up: with `consent` true all of them; left out, what `CI=true` or a person
 * at the terminal agrees to; false, nothing. What is running is used in any case. The S3 server, which takes minutes to
 * build once, only where it is asked for.
 */
export async function prepareServices(
  log: StepLog,
  consent: boolean | undefined,
  extra: Pick<WantedServices, 's3'> = { s3: false },
): Promise<PreparedServices> {
  const before = await readServicesStatus();
  let isOurs = before.docker !== 'running' && before.rabbitmq !== 'running';
  const detail = (line: string): void => log.detail(line);
  const release = async (): Promise<void> => {
    if (!isOurs) return;
    isOurs = false;
    await log.step('services down', () => within(limitMs, downServices({ log: detail })));
  };
  try {
    const missing = await within(limitMs, bringUp({ ...usual, ...extra }, consent, detail));
    if (missing.length > 0) isOurs = false;
    return { missing, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function bringUp(
  all: WantedServices,
  consent: boolean | undefined,
  log: (line: string) => void,
): Promise<readonly MissingPiece[]> {
  try {
    await ensureServices({ wanted: all, log, ...(consent !== undefined && { consent }) });
    return [];
  } catch (error) {
    if (!(error instanceof MissingService)) throw error;
    const lacks = (service: string): boolean =>
      error.missing.some((piece) => piece.service === service);
    const wanted: WantedServices = {
      docker: !lacks('docker'),
      baseImage: !lacks('docker'),
      rabbitmq: !lacks('rabbitmq'),
      s3: all.s3 && !lacks('s3'),
    };
    if (wanted.docker || wanted.rabbitmq || wanted.s3)
      await ensureServices({ wanted, consent: false, log });
    return error.missing;
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`the services took longer than ${ms / 60_000} minutes`);
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
