import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StoreConnection, storeConnection } from '../../redis/connection.ts';
import { type Persistence, renderRedis, renderSentinel } from '../../redis/render.ts';
import { portsOf } from '../layout.ts';
import { host } from '../ports.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { Arm, ArmSpec, Store } from '../stack.ts';
import { pairUp, type Standbys } from '../standby.ts';
import { createStore } from '../store.ts';
import { type NativeContext, NativeProgram } from './program.ts';

/** The redis-server of one arm, not started yet, and the harness' own connection to it. */
export function nativeStore(
  context: NativeContext,
  { arm }: ArmSpec,
): { store: Store; connection: StoreConnection } {
  const name = `${arm}-store`;
  const port = portsOf(context.layout, arm).store;
  const configure = async (persistence: Persistence) =>
    writeRedisConfig(context, name, port, persistence);
  writeRedisConfig(context, name, port, 'nothing');
  const program = redisProgram(context, name, port);
  const connection = storeConnection(host, port);
  const store = createStore({ name, arm, host, port }, program, connection, configure);
  return { store, connection };
}

/** Starts a second Redis for each arm that asks for one, and the three sentinels that watch all of them. */
export async function startStandbys(
  context: NativeContext,
  arms: readonly Arm[],
): Promise<Standbys> {
  const { sentinels, linkControl } = context.layout;
  const doubled = arms.flatMap((arm) => {
    const { standby } = portsOf(context.layout, arm.spec.arm);
    if (standby === null) return [];
    const place = { host, port: standby };
    return [{ arm, entrance: place, master: { host, port: arm.store.port }, standby: place }];
  });
  await Promise.all([
    ...doubled.map(({ arm, standby }) => {
      const name = `${arm.store.name}-2`;
      writeRedisConfig(context, name, standby.port, 'nothing');
      return redisProgram(context, name, standby.port).start();
    }),
    ...sentinels.map((port) => {
      const name = `sentinel-${port}`;
      const directory = workDirectory(context.run.path);
      writeFileSync(configPath(context, name), renderSentinel({ bind: host, port, directory }));
      return redisProgram(context, name, port, ['--sentinel']).start();
    }),
  ]);
  return await pairUp(doubled, {
    sentinels: sentinels.map((port) => ({ host, port })),
    linkControl: { host, port: linkControl },
  });
}

function writeRedisConfig(
  context: NativeContext,
  name: string,
  port: number,
  persistence: Persistence,
): void {
  const directory = workDirectory(context.run.path);
  const text = renderRedis({ name, bind: host, port, directory, persistence });
  writeFileSync(configPath(context, name), text);
}

function redisProgram(
  context: NativeContext,
  name: string,
  port: number,
  options: readonly string[] = [],
): NativeProgram {
  const args = [configPath(context, name), ...options];
  return new NativeProgram({ name, path: context.programs.redis.path, args, port }, context);
}

function configPath({ run }: NativeContext, name: string): string {
  return join(run.path, `${name}.conf`);
}
