import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StoreConnection, storeConnection } from '../../redis/connection.ts';
import { renderSentinel } from '../../redis/render-sentinel.ts';
import { StackError } from '../errors.ts';
import { leadLinkTo } from '../link/client.ts';
import { during } from '../moment.ts';
import { freePorts } from '../ports.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { Arm, Standby } from '../stack.ts';
import { until } from '../until.ts';
import { host, type NativeContext } from './context.ts';
import { NativeProgram } from './program.ts';

const sentinelCount = 3;
const effectTimeoutMs = 15_000;
const pauseMs = 50;

/** The user as whom the standby replicates: taking it away cuts replication and nothing else. No secret. */
const replicationUser = 'replication';

interface Standbys {
  readonly standbys: ReadonlyMap<string, Standby>;
  readonly close: () => void;
}

interface Peer {
  readonly arm: Arm;
  readonly port: number;
  readonly connection: StoreConnection;
}

/** Starts a standby for each arm that asks for one, and the three sentinels that watch over all of them. */
export async function startStandbys(
  context: NativeContext,
  arms: readonly Arm[],
): Promise<Standbys> {
  const doubled = arms.filter(({ spec }) => spec.standby);
  if (doubled.length === 0) return { standbys: new Map(), close: () => undefined };
  const firstPort = await freePorts(doubled.length + sentinelCount, Math.random);
  const peers = doubled.map((arm, index): Peer => {
    const port = firstPort + index;
    return { arm, port, connection: storeConnection(host, port) };
  });
  const sentinelPorts = Array.from(
    { length: sentinelCount },
    (_, index) => firstPort + doubled.length + index,
  );
  const sentinels = sentinelPorts.map((port) => storeConnection(host, port));
  await Promise.all(peers.map((peer) => startReplicating(context, peer)));
  await Promise.all(sentinelPorts.map((port) => startSentinel(context, port, doubled)));
  await Promise.all(
    doubled.flatMap(({ spec }) => sentinels.map((sentinel) => untilWatched(sentinel, spec.arm))),
  );
  return {
    standbys: new Map(
      peers.map((peer) => [peer.arm.spec.arm, standbyOf(context, peer, sentinels)]),
    ),
    close: () => {
      for (const connection of [...sentinels, ...peers.map((peer) => peer.connection)]) {
        connection.close();
      }
    },
  };
}

function standbyOf(
  context: NativeContext,
  { arm, port, connection }: Peer,
  sentinels: readonly StoreConnection[],
): Standby {
  const { store, replicas, spec } = arm;
  return {
    fallBehind: () =>
      during(async () => {
        await store.command('ACL', 'SETUSER', replicationUser, 'off');
        await store.command('CLIENT', 'KILL', 'USER', replicationUser);
        await untilHolds(`the standby of ${spec.arm} went on replicating`, async () => {
          return /master_link_status:down/.test(
            String(await connection.call('INFO', 'replication')),
          );
        });
      }),
    untilPromoted: (timeoutMs) =>
      during(async () => {
        await untilHolds(
          `the sentinels did not promote the standby of ${spec.arm}`,
          async () =>
            (await mastersOf(sentinels, spec.arm)).includes(port) && (await isMaster(connection)),
          timeoutMs,
        );
        const control = { host, port: context.layout.linkControl };
        await Promise.all(replicas.map(({ name }) => leadLinkTo(name, control, { host, port })));
      }),
  };
}

async function startReplicating(
  context: NativeContext,
  { arm, port, connection }: Peer,
): Promise<void> {
  const { store } = arm;
  // Any password is right for a user that needs none, but Redis wants one before it names a user.
  const permissions = ['on', 'nopass', '+psync', '+replconf', '+ping'];
  await store.command('ACL', 'SETUSER', replicationUser, ...permissions);
  const options = {
    bind: host,
    port,
    dir: workDirectory(context.run.path),
    dbfilename: `${store.name}-2.rdb`,
    save: '',
    replicaof: `${store.host} ${store.port}`,
    masteruser: replicationUser,
    masterauth: 'unused',
    'repl-diskless-sync-delay': 0,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await programOf(context, `${store.name}-2`, port, args).start();
  await untilHolds(`${store.name}-2 did not begin to replicate`, async () => {
    const info = String(await connection.call('INFO', 'replication').catch(() => ''));
    return /master_link_status:up/.test(info);
  });
}

async function startSentinel(
  context: NativeContext,
  port: number,
  arms: readonly Arm[],
): Promise<void> {
  const configPath = join(context.run.path, `sentinel-${port}.conf`);
  const masters = arms.map(({ spec, store }) => ({
    name: spec.arm,
    host: store.host,
    port: store.port,
  }));
  const directory = workDirectory(context.run.path);
  writeFileSync(configPath, renderSentinel({ bind: host, port, directory, masters }));
  await programOf(context, `sentinel-${port}`, port, [configPath, '--sentinel']).start();
}

function programOf(
  context: NativeContext,
  name: string,
  port: number,
  args: readonly string[],
): NativeProgram {
  return new NativeProgram(
    {
      name,
      path: context.programs.redis.path,
      args,
      environment: { PATH: context.searchPath },
      workDirectory: workDirectory(context.run.path),
      logPath: join(context.run.path, 'logs', `${name}.log`),
      port,
    },
    context.log,
  );
}

/** A sentinel can promote only what it knows, and needs the other two for a majority. */
async function untilWatched(sentinel: StoreConnection, master: string): Promise<void> {
  await untilHolds(`a sentinel did not find the standby of ${master}`, async () => {
    const reply = await sentinel.call('SENTINEL', 'MASTER', master).catch(() => []);
    const facts = Array.isArray(reply) ? reply.map(String) : [];
    const fact = (name: string) => Number(facts[facts.indexOf(name) + 1]);
    return fact('num-slaves') >= 1 && fact('num-other-sentinels') >= sentinelCount - 1;
  });
}

async function mastersOf(sentinels: readonly StoreConnection[], master: string): Promise<number[]> {
  return Promise.all(
    sentinels.map(async (sentinel) => {
      const reply = await sentinel
        .call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master)
        .catch(() => []);
      return Number(Array.isArray(reply) ? reply[1] : Number.NaN);
    }),
  );
}

async function isMaster(connection: StoreConnection): Promise<boolean> {
  return /role:master/.test(String(await connection.call('INFO', 'replication')));
}

async function untilHolds(
  otherwise: string,
  holds: () => Promise<boolean>,
  timeoutMs = effectTimeoutMs,
): Promise<void> {
  if (await until(holds, timeoutMs, pauseMs)) return;
  throw new StackError('part_silent', `${otherwise} within ${timeoutMs} ms`);
}
