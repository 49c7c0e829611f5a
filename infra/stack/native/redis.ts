import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StoreConnection, storeConnection } from '../../redis/connection.ts';
import {
  type Persistence,
  renderRedis,
  renderSentinel,
  type StorePlan,
} from '../../redis/render.ts';
import { storePassword } from '../accounts.ts';
import { portsOf } from '../layout.ts';
import { controlAt } from '../link/client.ts';
import { host } from '../ports.ts';
import type { Arm, ArmSpec, Store } from '../stack.ts';
import { pairUp, type Standbys } from '../standby.ts';
import { createStore } from '../store.ts';
import { type NativeContext, NativeProgram } from './program.ts';

/** Redis starts in its work directory. In a redis.conf a blank or a quote in the path of the lab would be syntax. */
const directory = '.';

/** The redis-server of one arm, not started yet, and the harness' own connection to it. */
export function nativeStore(
  context: NativeContext,
  { arm }: ArmSpec,
): { store: Store; connection: StoreConnection } {
  const name = `${arm}-store`;
  const port = portsOf(context.layout, arm).store;
  const password = storePassword(arm, context.secrets);
  const configure = async (persistence: Persistence) =>
    writeRedisConfig(context, { name, port, persistence, password });
  writeRedisConfig(context, { name, port, persistence: 'nothing', password });
  const program = redisProgram(context, name, port);
  const connection = storeConnection(host, port, password);
  const store = createStore({ name, arm, host, port }, program, connection, configure);
  return { store, connection };
}

/** Starts a second Redis for each arm that asks for one, and the three sentinels that watch all of them. */
export async function startStandbys(
  context: NativeContext,
  arms: readonly Arm[],
): Promise<Standbys> {
  const { sentinels, linkControl: port } = context.layout;
  const linkControl = controlAt({ host, port });
  const doubled = arms.flatMap((arm) => {
    const { standby } = portsOf(context.layout, arm.spec.arm);
    if (standby === null) return [];
    const place = { host, port: standby };
    const password = storePassword(arm.spec.arm, context.secrets);
    const master = { host, port: arm.store.port };
    return [{ arm, entrance: place, master, standby: place, password, linkControl }];
  });
  await Promise.all([
    ...doubled.map(({ arm, standby: { port }, password }) => {
      const name = `${arm.store.name}-2`;
      writeRedisConfig(context, { name, port, persistence: 'nothing', password });
      return redisProgram(context, name, port).start();
    }),
    ...sentinels.map((port) => {
      const name = `sentinel-${port}`;
      writeFileSync(configPath(context, name), renderSentinel({ bind: host, port, directory }));
      return redisProgram(context, name, port, ['--sentinel']).start();
    }),
  ]);
  const places = sentinels.map((port) => ({ host, port }));
  return await pairUp(doubled, places);
}

/** The file holds the password, so only the user of the harness may read it. */
function writeRedisConfig(
  context: NativeContext,
  plan: Pick<StorePlan, 'name' | 'port' | 'persistence' | 'password'>,
): void {
  const text = renderRedis({ ...plan, bind: host, directory });
  writeFileSync(configPath(context, plan.name), text, { mode: 0o600 });
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
