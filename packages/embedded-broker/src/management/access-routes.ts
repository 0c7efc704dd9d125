import { VirtualHost } from '../model/virtual-host.ts';
import type { BrokerParts } from '../server/broker-parts.ts';
import { closeWhere } from './connection-routes.ts';
import { badRequest, CREATED, DONE, NOT_FOUND, ok } from './http-answer.ts';
import type { Routes } from './routes.ts';

const LIMITS = { 'max-connections': 'maxConnections', 'max-channels': 'maxChannels' } as const;

/** Virtual hosts, users, permissions and limits. */
export function accessRoutes({ access, held, vhosts, connections }: BrokerParts): Routes {
  return {
    'GET vhosts': () => ok([...vhosts.keys()].map((name) => ({ name }))),
    'GET vhosts/:': (_, [name = '']) => (vhosts.has(name) ? ok({ name }) : NOT_FOUND),
    'PUT vhosts/:': ({ user }, [name = '']) => {
      if (vhosts.has(name)) return DONE;
      vhosts.set(name, new VirtualHost(name, held));
      access.setPermissions(user.name, name, { configure: '.*', write: '.*', read: '.*' });
      return CREATED;
    },
    'DELETE vhosts/:': (_, [name = '']) => {
      const vhost = vhosts.get(name);
      if (vhost === undefined) return NOT_FOUND;
      closeWhere(connections, ({ vhost: of }) => of === vhost, `vhost '${name}' is down`);
      vhost.close();
      vhosts.delete(name);
      access.forgetVhost(name);
      return DONE;
    },
    'GET users': () => ok(access.users),
    'GET users/:': (_, [name = '']) => {
      const user = access.find(name);
      return user === undefined ? NOT_FOUND : ok(user);
    },
    'PUT users/:': ({ body }, [name = '']) => {
      const { password, tags = '' } = body;
      if (typeof password !== 'string') return badRequest('a password is needed');
      const list = Array.isArray(tags) ? tags.map(String) : String(tags).split(',');
      const isNew = access.find(name) === undefined;
      access.setUser({ name, tags: list.filter((tag) => tag !== '') }, password);
      return isNew ? CREATED : DONE;
    },
    'DELETE users/:': (_, [name = '']) => {
      if (!access.removeUser(name)) return NOT_FOUND;
      closeWhere(connections, ({ user }) => user?.name === name, `user '${name}' is deleted`);
      return DONE;
    },
    'GET permissions/:/:': (_, [vhost = '', user = '']) => {
      const permissions = access.permissionsOf(user, vhost);
      return permissions === undefined ? NOT_FOUND : ok(permissions);
    },
    'GET permissions': () => ok(access.permissions),
    'GET vhosts/:/permissions': (_, [name = '']) =>
      vhosts.has(name) ? ok(access.permissions.filter(({ vhost }) => vhost === name)) : NOT_FOUND,
    'GET users/:/permissions': (_, [name = '']) =>
      access.find(name) === undefined
        ? NOT_FOUND
        : ok(access.permissions.filter(({ user }) => user === name)),
    'PUT permissions/:/:': ({ body }, [vhost = '', user = '']) => {
      if (!vhosts.has(vhost) || access.find(user) === undefined)
        return badRequest('no such vhost or user');
      const { configure, write, read } = body;
      if (typeof configure !== 'string' || typeof write !== 'string' || typeof read !== 'string')
        return badRequest('configure, write and read are needed');
      access.setPermissions(user, vhost, { configure, write, read });
      return CREATED;
    },
    'PUT user-limits/:/:': ({ body }, [user = '', limit = '']) => {
      if (access.find(user) === undefined) return NOT_FOUND;
      if (limit !== 'max-connections' && limit !== 'max-channels')
        return badRequest(`no such limit: ${limit}`);
      const { value } = body;
      if (!Number.isSafeInteger(value)) return badRequest('value is to be a whole number');
      // A negative limit is none.
      const bound = Number(value) < 0 ? Infinity : Number(value);
      access.limits.set(user, { ...access.limits.get(user), [LIMITS[limit]]: bound });
      return DONE;
    },
  };
}
