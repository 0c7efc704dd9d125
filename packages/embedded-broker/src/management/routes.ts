import { AmqpError } from '../amqp-error.ts';
import type { User } from '../server/access-control.ts';
import type { BrokerParts } from '../server/broker-parts.ts';
import { accessRoutes } from './access-routes.ts';
import { connectionRoutes } from './connection-routes.ts';
import { badRequest, NOT_FOUND, ok, type HttpAnswer } from './http-answer.ts';
import { topologyRoutes } from './topology-routes.ts';

/** The release of RabbitMQ whose behaviour this broker follows. */
const FOLLOWED_VERSION = '3.10.0';

/** One request, its path below `/api/` in decoded parts. */
export interface ApiRequest {
  readonly method: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly user: User;
}

/** Answers one kind of request; `names` are the parts of the path that `:` stands for. */
export type Route = (request: ApiRequest, names: readonly string[]) => HttpAnswer;

/** Routes by method and path: `PUT users/:`. */
export type Routes = Readonly<Record<string, Route>>;

/** Finds and runs the route of a request. */
export function answerRequest(parts: BrokerParts, request: ApiRequest): HttpAnswer {
  const routes: Routes = {
    'GET overview': () =>
      ok({
        management_version: FOLLOWED_VERSION,
        rabbitmq_version: FOLLOWED_VERSION,
        product_name: 'Celeriac embedded broker',
      }),
    'GET whoami': ({ user }) => ok({ name: user.name, tags: user.tags }),
    ...accessRoutes(parts),
    ...topologyRoutes(parts),
    ...connectionRoutes(parts),
  };
  for (const [pattern, route] of Object.entries(routes)) {
    const names = match(pattern, request);
    if (names !== undefined) return run(() => route(request, names));
  }
  return NOT_FOUND;
}

function match(pattern: string, { method, path }: ApiRequest): readonly string[] | undefined {
  const [wanted, place = ''] = pattern.split(' ');
  const parts = place.split('/');
  if (wanted !== method || parts.length !== path.length) return undefined;
  if (!parts.every((part, index) => part === ':' || part === path[index])) return undefined;
  return path.filter((_, index) => parts[index] === ':');
}

function run(work: () => HttpAnswer): HttpAnswer {
  try {
    return work();
  } catch (error) {
    if (error instanceof AmqpError)
      return error.replyCode === 404 ? NOT_FOUND : badRequest(error.message);
    if (error instanceof SyntaxError) return badRequest(error.message);
    throw error;
  }
}
