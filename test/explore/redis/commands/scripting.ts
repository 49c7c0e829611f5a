import { createHash } from 'node:crypto';
import type { LuaInterpreter } from '../lua-interpreter.ts';
import { bulk, RedisError, type Reply } from '../resp.ts';
import { type Commands, type Context, exactly, UnknownToStandIn, wholeNumber } from './command.ts';

/**
 * Scripts in Lua.
 * @param scripts text by SHA-1: what EVALSHA knows
 * @param callable what a script may call
 */
export function scripting(
  lua: LuaInterpreter,
  scripts: Map<string, string>,
  callable: Commands,
): Commands {
  const load = (script: string): string => {
    const sha = createHash('sha1').update(script, 'latin1').digest('hex');
    scripts.set(sha, script);
    return sha;
  };

  const run = (context: Context, sha: string, args: readonly string[]): Reply => {
    // What such a connection is told of differs between versions of Redis.
    if (context.connection.redirectTo !== null) {
      throw new UnknownToStandIn('a script on a tracked connection');
    }
    const [count, ...rest] = args;
    const keyCount = wholeNumber(count);
    const script = scripts.get(sha);
    if (script === undefined) throw new RedisError('NOSCRIPT No matching script. Please use EVAL.');
    if (keyCount < 0) throw new UnknownToStandIn(`EVAL with ${keyCount} keys`);
    if (keyCount > rest.length) {
      throw new RedisError("ERR Number of keys can't be greater than number of args");
    }
    const inScript = { ...context, mayWait: false };
    const call = ([name = '', ...given]: readonly string[]): Reply => {
      const command = callable[name.toUpperCase()];
      if (command === undefined) throw new UnknownToStandIn(`${name} in a script`);
      const reply = command.run(inScript, given);
      if (reply === 'blocked') throw new Error('a script cannot wait');
      return reply;
    };
    const [keys, values] = [rest.slice(0, keyCount), rest.slice(keyCount)];
    return lua.run({ script, sha, keys, values, call });
  };

  return {
    EVAL: { run: (context, [script = '', ...args]) => run(context, load(script), args) },
    EVALSHA: { run: (context, [sha = '', ...args]) => run(context, sha.toLowerCase(), args) },
    SCRIPT: {
      run(_context, args) {
        const [subcommand = '', script = ''] = exactly(args, 2, 'SCRIPT');
        if (subcommand.toUpperCase() !== 'LOAD') throw new UnknownToStandIn(`SCRIPT ${subcommand}`);
        return bulk(load(script));
      },
    },
  };
}
