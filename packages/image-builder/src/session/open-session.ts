import { randomUUID } from 'node:crypto';
import type { CallOptions, Engine, RegistryCredential } from '@celeriac/engine';
import { readProtobuf } from '../read-protobuf.ts';
import { GRPC_STATUS, type GrpcAnswer, type GrpcMethod, serveGrpc } from './serve-grpc.ts';
import { writeProtobufBytes, writeProtobufNumber } from './write-protobuf.ts';

/** What is answered to an engine that builds. */
export interface SessionAnswers {
  /** By id; what is not among them is told to be unknown. */
  readonly secrets: Readonly<Record<string, string>>;
  /** How the registry of this host is logged in to; `undefined` for anonymously. */
  readonly findCredential: (host: string) => Promise<RegistryCredential | undefined>;
}

/** A session that is open; builds name it by its id. */
export interface BuildSession {
  readonly id: string;
  close(): void;
}

/**
 * Opens a session on which BuildKit asks for secrets and for credentials of registries.
 *
 * Secrets leave this process on the engine's own connection only, and BuildKit shows them to the RUN
 * that mounts them in memory: they are in no context, layer, cache key or history. Services, from
 * BuildKit's sources: `moby.buildkit.secrets.v1.Secrets` (`GetSecret`: id 1 → data 1),
 * `moby.filesync.v1.Auth` (`Credentials`: host 1 → user name 1, secret 2), and gRPC's health check,
 * without which the engine ends the session.
 */
export async function openBuildSession(
  engine: Engine,
  answers: SessionAnswers,
  call: CallOptions,
): Promise<BuildSession> {
  const id = randomUUID();
  const methods = toMethods(answers);
  const connection = await engine.images.openSession({ id, methods: Object.keys(methods) }, call);
  return { id, close: serveGrpc(connection, methods).close };
}

const SERVING = writeProtobufNumber(1, 1);

function toMethods({
  secrets,
  findCredential,
}: SessionAnswers): Readonly<Record<string, GrpcMethod>> {
  return {
    '/grpc.health.v1.Health/Check': () => ({ kind: 'message', bytes: SERVING }),
    '/moby.buildkit.secrets.v1.Secrets/GetSecret': (request) => {
      const name = readFirst(request);
      const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
      if (secret === undefined)
        return { kind: 'status', status: GRPC_STATUS.notFound, text: 'no such secret' };
      return { kind: 'message', bytes: writeProtobufBytes(1, secret) };
    },
    '/moby.filesync.v1.Auth/Credentials': async (request) =>
      toCredentials(await findCredential(toHost(readFirst(request)))),
  };
}

function toCredentials(credential: RegistryCredential | undefined): GrpcAnswer {
  if (credential === undefined) return { kind: 'message', bytes: new Uint8Array(0) };
  // A token goes without a user name, as Docker's own command sends it.
  const [username, secret] =
    credential.kind === 'token'
      ? ['', credential.identityToken]
      : [credential.username, credential.password];
  const bytes = [writeProtobufBytes(1, username), writeProtobufBytes(2, secret)];
  return { kind: 'message', bytes: Buffer.concat(bytes) };
}

/** BuildKit calls Docker Hub by the host that it asks. */
function toHost(host: string): string {
  return host === 'registry-1.docker.io' ? 'docker.io' : host;
}

/** The text of field 1. */
function readFirst(message: Uint8Array): string {
  for (const { number, value } of readProtobuf(message))
    if (number === 1 && value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return '';
}
