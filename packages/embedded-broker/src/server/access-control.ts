import { timingSafeEqual, createHash } from 'node:crypto';
import { AmqpError } from '../amqp-error.ts';

/** What a user may do in one virtual host: regular expressions over names of queues and exchanges. */
export interface Permissions {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** One of `Permissions`. */
export type Permission = keyof Permissions;

/** Bounds of one user; what is left out is unbounded. */
export interface UserLimits {
  readonly maxConnections?: number;
  readonly maxChannels?: number;
}

/** Somebody who may connect. */
export interface User {
  readonly name: string;
  readonly tags: readonly string[];
}

interface Account {
  readonly user: User;
  readonly digest: Buffer;
}

/** The default exchange has no name of its own; permissions know it by this one. */
const DEFAULT_EXCHANGE = 'amq.default';

/** Users, their passwords, permissions and limits; what changes holds from the next operation on. */
export class AccessControl {
  readonly #accounts = new Map<string, Account>();
  /** By user and virtual host. */
  readonly #permissions = new Map<string, Map<string, Record<Permission, RegExp>>>();
  readonly limits = new Map<string, UserLimits>();

  /** Makes the user or changes password and tags. */
  setUser(user: User, password: string): void {
    this.#accounts.set(user.name, { user, digest: digestOf(password) });
  }

  removeUser(name: string): boolean {
    this.#permissions.delete(name);
    this.limits.delete(name);
    return this.#accounts.delete(name);
  }

  get users(): readonly User[] {
    return [...this.#accounts.values()].map(({ user }) => user);
  }

  find(name: string): User | undefined {
    return this.#accounts.get(name)?.user;
  }

  authenticate(name: string, password: string): User | undefined {
    const account = this.#accounts.get(name);
    const matches = timingSafeEqual(account?.digest ?? digestOf(''), digestOf(password));
    return account !== undefined && matches ? account.user : undefined;
  }

  /** Throws `SyntaxError` for a pattern that is no regular expression. */
  setPermissions(user: string, vhost: string, permissions: Permissions): void {
    const patterns = {
      configure: new RegExp(permissions.configure),
      write: new RegExp(permissions.write),
      read: new RegExp(permissions.read),
    };
    const byVhost = this.#permissions.get(user) ?? new Map<string, Record<Permission, RegExp>>();
    this.#permissions.set(user, byVhost.set(vhost, patterns));
  }

  permissionsOf(user: string, vhost: string): Permissions | undefined {
    const patterns = this.#permissions.get(user)?.get(vhost);
    if (patterns === undefined) return undefined;
    const { configure, write, read } = patterns;
    return { configure: configure.source, write: write.source, read: read.source };
  }

  forgetVhost(vhost: string): void {
    for (const byVhost of this.#permissions.values()) byVhost.delete(vhost);
  }

  mayEnter(user: string, vhost: string): boolean {
    return this.#permissions.get(user)?.has(vhost) === true;
  }

  /** Throws `ACCESS_REFUSED`. */
  require(
    permission: Permission,
    resource: { readonly kind: 'queue' | 'exchange'; readonly name: string },
    who: { readonly user: string; readonly vhost: string },
  ): void {
    const { user, vhost } = who;
    const name = resource.name === '' ? DEFAULT_EXCHANGE : resource.name;
    // An empty pattern matches everything to a regular expression, and nothing to a broker.
    const pattern = this.#permissions.get(user)?.get(vhost)?.[permission];
    if (pattern !== undefined && pattern.source !== '(?:)' && pattern.test(name)) return;
    throw new AmqpError(
      'ACCESS_REFUSED',
      `${permission} access to ${resource.kind} '${name}' in vhost '${vhost}' refused for user '${user}'`,
    );
  }
}

function digestOf(password: string): Buffer {
  return createHash('sha256').update(password).digest();
}
