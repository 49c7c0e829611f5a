import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeConnection } from '../../redis/connection.ts';
import { renderRedis, renderSentinel } from '../../redis/render.ts';
import { portsOf } from '../layout.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { Arm, Standby } from '../stack.ts';
import { type Doubled, pairUp } from '../standby.ts';
import { host, type NativeContext } from './context.ts';
import { NativeProgram } from './program.ts';

interface Standbys {
  readonly standbys: ReadonlyMap<string, Standby>;
  readonly close: () => void;
}

/** Starts a second Redis for each arm that asks for one, and the three sentinels that watch over all of them. */
export async function startStandbys(
  context: NativeContext,
  arms: readonly Arm[],
): Promise<Standbys> {
  const { sentinels: sentinelPorts, linkControl } = context.layout;
  const doubled = arms
    .filter(({ spec }) => spec.standby)
    .map((arm): Doubled => {
      const port = portsOf(context.layout, arm.spec.arm).standby ?? 0;
      return {
        arm,
        connection: storeConnection(host, port),
        master: { host, port: arm.store.port },
        standby: { host, port },
      };
    });
  const sentinels = sentinelPorts.map((port) => storeConnection(host, port));
  await Promise.all([
    ...doubled.map((each) => startSecond(context, each)),
    ...sentinelPorts.map((port) => startSentinel(context, port)),
  ]);
  const watchers = { sentinels, linkControl: { host, port: linkControl } };
  return {
    standbys: await pairUp(doubled, watchers),
    close: () => {
      for (const { close } of [...sentinels, ...doubled.map((each) => each.connection)]) close();
    },
  };
}

function startSecond(context: NativeContext, { arm, standby }: Doubled): Promise<unknown> {
  const name = `${arm.store.name}-2`;
  const directory = workDirectory(context.run.path);
  const text = renderRedis({
    name,
    bind: host,
    port: standby.port,
    directory,
    persistence: 'nothing',
  });
  return startRedis(context, name, standby.port, text, []);
}

function startSentinel(context: NativeContext, port: number): Promise<unknown> {
  const directory = workDirectory(context.run.path);
  const text = renderSentinel({ bind: host, port, directory });
  return startRedis(context, `sentinel-${port}`, port, text, ['--sentinel']);
}

function startRedis(
  context: NativeContext,
  name: string,
  port: number,
  configuration: string,
  options: readonly string[],
): Promise<unknown> {
  const configPath = join(context.run.path, `${name}.conf`);
  writeFileSync(configPath, configuration);
  const facts = {
    name,
    path: context.programs.redis.path,
    args: [configPath, ...options],
    environment: { PATH: context.searchPath },
    workDirectory: workDirectory(context.run.path),
    logPath: join(context.run.path, 'logs', `${name}.log`),
    port,
  };
  return new NativeProgram(facts, context).start();
}
