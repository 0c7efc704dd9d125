import { timingSafeEqual, createHash } from 'node:crypto';
import { AmqpError } from '../amqp-error.ts';

/** What a user may do in one virtual host: regular expressions over names of queues and exchanges. */
export interface Permissions {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** Permissions, and whose and where they are. */
export interface StatedPermissions extends Permissions {
  readonly user: string;
  readonly vhost: string;
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

interface Grant {
  readonly stated: StatedPermissions;
  readonly patterns: Record<Permission, RegExp>;
}

/** The default exchange has no name of its own; permissions know it by this one. */
const DEFAULT_EXCHANGE = 'amq.default';

/** Users, their passwords, permissions and limits; what changes holds from the next operation on. */
export class AccessControl {
  readonly #accounts = new Map<string, Account>();
  /** By user and virtual host. */
  readonly #permissions = new Map<string, Map<string, Grant>>();
  readonly limits = new Map<string, UserLimits>();
  #version = 0;

  /** Another number whenever permissions have changed. */
  get version(): number {
    return this.#version;
  }

  /** Makes the user or changes password and tags. */
  setUser(user: User, password: string): void {
    this.#accounts.set(user.name, { user, digest: digestOf(password) });
  }

  removeUser(name: string): boolean {
    this.#version++;
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
      configure: toPattern(permissions.configure),
      write: toPattern(permissions.write),
      read: toPattern(permissions.read),
    };
    this.#version++;
    const byVhost = this.#permissions.get(user) ?? new Map<string, Grant>();
    const { configure, write, read } = permissions;
    const stated = { user, vhost, configure, write, read };
    this.#permissions.set(user, byVhost.set(vhost, { stated, patterns }));
  }

  permissionsOf(user: string, vhost: string): StatedPermissions | undefined {
    return this.#permissions.get(user)?.get(vhost)?.stated;
  }

  /** Who may do what, everywhere. */
  get permissions(): readonly StatedPermissions[] {
    return [...this.#permissions.values()].flatMap((byVhost) =>
      [...byVhost.values()].map(({ stated }) => stated),
    );
  }

  forgetVhost(vhost: string): void {
    this.#version++;
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
    const pattern = this.#permissions.get(user)?.get(vhost)?.patterns[permission];
    if (pattern?.test(name) === true) return;
    throw new AmqpError(
      'ACCESS_REFUSED',
      `${permission} access to ${resource.kind} '${name}' in vhost '${vhost}' refused for user '${user}'`,
    );
  }
}

/** An empty pattern matches everything to a regular expression, and nothing to a broker. */
function toPattern(text: string): RegExp {
  return text === '' ? /(?!)/ : new RegExp(text);
}

function digestOf(password: string): Buffer {
  return createHash('sha256').update(password).digest();
}
