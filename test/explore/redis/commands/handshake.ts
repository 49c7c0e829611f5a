import { array, bulk, integer, ok, RedisError, type Reply } from '../resp.ts';
import { type Commands, type Context, exactly, UnknownToStandIn, wholeNumber } from './command.ts';

/** A text that ioredis takes for a Redis that has loaded its data. */
const info = [
  '# Server',
  'redis_version:7.0.15',
  'redis_mode:standalone',
  '# Persistence',
  'loading:0',
  '',
];

const databases = 16;

/** What ioredis sends before a connection is ready, and what concerns a connection alone. */
export const handshake: Commands = {
  HELLO: { run: hello },
  AUTH: {
    run(context, args) {
      logIn(context, exactly(args, 1, 'AUTH'));
      return ok;
    },
  },
  SELECT: {
    run({ connection }, args) {
      const [text] = exactly(args, 1, 'SELECT');
      const index = wholeNumber(text);
      if (index < 0 || index >= databases) throw new RedisError('ERR DB index is out of range');
      connection.database = index;
      return ok;
    },
  },
  CLIENT: {
    run(context, [subcommand = '', ...args]) {
      const { connection } = context;
      switch (subcommand.toUpperCase()) {
        case 'ID':
          exactly(args, 0, 'CLIENT ID');
          return integer(connection.id);
        case 'SETNAME':
          connection.name = exactly(args, 1, 'CLIENT SETNAME')[0] ?? '';
          return ok;
        case 'SETINFO':
          exactly(args, 2, 'CLIENT SETINFO');
          return ok;
        case 'TRACKING':
          return track(context, args);
        default:
          throw new UnknownToStandIn(`CLIENT ${subcommand}`);
      }
    },
  },
  INFO: {
    run(_context, args) {
      exactly(args, 0, 'INFO');
      return { kind: 'verbatim', text: info.join('\r\n') };
    },
  },
  PING: {
    run({ connection }, args) {
      exactly(args, 0, 'PING');
      const isSubscribed = connection.protocol === 2 && connection.channels.size > 0;
      return isSubscribed ? array([bulk('pong'), bulk('')]) : { kind: 'status', text: 'PONG' };
    },
  },
};

/** The one command about Redis' clock. */
export const clock: Commands = {
  TIME: {
    run({ nowMs }, args) {
      exactly(args, 0, 'TIME');
      const seconds = Math.floor(nowMs / 1000);
      return array([bulk(`${seconds}`), bulk(`${(nowMs - seconds * 1000) * 1000}`)]);
    },
  },
};

function hello(context: Context, [version = '', ...rest]: readonly string[]): Reply {
  const { connection } = context;
  if (version !== '2' && version !== '3')
    throw new RedisError('NOPROTO unsupported protocol version');
  const [option, ...credentials] = rest;
  if (option?.toUpperCase() === 'AUTH') logIn(context, exactly(credentials, 2, 'HELLO AUTH'));
  else if (option !== undefined) throw new UnknownToStandIn(`HELLO ${option}`);
  else if (!connection.authenticated) {
    throw new RedisError('NOAUTH HELLO must be called with the client already authenticated');
  }
  connection.protocol = version === '2' ? 2 : 3;
  return {
    kind: 'map',
    pairs: [
      [bulk('server'), bulk('redis')],
      [bulk('version'), bulk('7.0.15')],
      [bulk('proto'), integer(connection.protocol)],
      [bulk('id'), integer(connection.id)],
      [bulk('mode'), bulk('standalone')],
      [bulk('role'), bulk('master')],
      [bulk('modules'), array([])],
    ],
  };
}

/** @param credentials a password, perhaps with the user name `default` before it */
function logIn({ connection, server }: Context, credentials: readonly string[]): void {
  const hasUser = credentials.length === 2;
  const [user, password] = hasUser ? credentials : ['default', ...credentials];
  if (user !== 'default') throw new UnknownToStandIn(`the user ${user}`);
  if (server.password === null && !hasUser) {
    const what = 'AUTH <password> called without any password configured for the default user';
    throw new RedisError(`ERR ${what}. Are you sure your configuration is correct?`);
  }
  if (server.password !== null && server.password !== password) {
    throw new RedisError('WRONGPASS invalid username-password pair or user is disabled.');
  }
  connection.authenticated = true;
}

function track({ connection, server }: Context, args: readonly string[]): Reply {
  const [state = '', option = '', id] = exactly(args, 3, 'CLIENT TRACKING');
  const isKnown = state.toUpperCase() === 'ON' && option.toUpperCase() === 'REDIRECT';
  if (!isKnown) throw new UnknownToStandIn(`CLIENT TRACKING ${state} ${option}`);
  const redirectTo = wholeNumber(id);
  if (server.find(redirectTo) === undefined) {
    throw new RedisError('ERR The client ID you want redirect to does not exist');
  }
  connection.redirectTo = redirectTo;
  return ok;
}
