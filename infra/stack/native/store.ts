import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StoreConnection, storeConnection } from '../../redis/connection.ts';
import { type Persistence, renderRedis } from '../../redis/render.ts';
import { portsOf } from '../layout.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { ArmSpec, Store } from '../stack.ts';
import { createStore } from '../store.ts';
import { host, type NativeContext } from './context.ts';
import { NativeProgram } from './program.ts';

/** A redis-server of one arm, not started yet. */
export function nativeStore(
  context: NativeContext,
  { arm }: ArmSpec,
): { store: Store; connection: StoreConnection } {
  const name = `${arm}-store`;
  const port = portsOf(context.layout, arm).store;
  const directory = workDirectory(context.run.path);
  const configPath = join(context.run.path, `${name}.conf`);
  const configure = (persistence: Persistence) => {
    const text = renderRedis({ name, bind: host, port, directory, persistence });
    writeFileSync(configPath, text);
  };
  configure('nothing');
  const control = new NativeProgram(
    {
      name,
      path: context.programs.redis.path,
      args: [configPath],
      environment: { PATH: context.searchPath },
      workDirectory: directory,
      logPath: join(context.run.path, 'logs', `${name}.log`),
      port,
    },
    context,
  );
  const connection = storeConnection(host, port);
  const facts = { name, arm, host, port };
  return {
    store: createStore(facts, control, connection, async (what) => configure(what)),
    connection,
  };
}
