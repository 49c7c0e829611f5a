import type { StoreConnection } from '../redis/connection.ts';
import { sentinelQuorum, sentinelSettings } from '../redis/render.ts';
import { StackError } from './errors.ts';
import { leadLinkTo } from './link/client.ts';
import type { Target } from './link/crossing.ts';
import { during } from './moment.ts';
import type { Arm, Standby } from './stack.ts';
import { until } from './until.ts';

export const sentinelCount = 3;

/** An arm and the second Redis that a driver has started for it. */
export interface Doubled {
  readonly arm: Arm;
  /** The harness' own connection to the second one. */
  readonly connection: StoreConnection;
  /** Where the two are, as the sentinels and the links see it. Numbers, because sentinels take no names. */
  readonly master: Target;
  readonly standby: Target;
}

export interface Watchers {
  /** The harness' own connections to the three. */
  readonly sentinels: readonly StoreConnection[];
  /** Of the process that holds the links, as the harness sees it. */
  readonly linkControl: Target;
}

/** What may take long on a busy machine: a limit on a hang. */
const effectTimeoutMs = 15_000;
const pauseMs = 50;

/** The user as whom the standby replicates: taking it away cuts replication and nothing else. No secret. */
const replicationUser = 'replication';

/** Lets each second Redis replicate its store and three sentinels watch over them. All of them run already. */
export async function pairUp(
  doubled: readonly Doubled[],
  watchers: Watchers,
): Promise<ReadonlyMap<string, Standby>> {
  const { sentinels } = watchers;
  await Promise.all(doubled.map(startReplicating));
  // Only now: a sentinel looks at once when it is told, and then every ten seconds.
  const pairs = doubled.flatMap((each) => sentinels.map((sentinel) => ({ each, sentinel })));
  await Promise.all(pairs.map(({ each, sentinel }) => watch(sentinel, each)));
  await Promise.all(pairs.map(({ each, sentinel }) => untilWatched(sentinel, nameOf(each))));
  return new Map(doubled.map((each) => [nameOf(each), standbyOf(each, watchers)]));
}

function nameOf({ arm }: Doubled): string {
  return arm.spec.arm;
}

function standbyOf(doubled: Doubled, { sentinels, linkControl }: Watchers): Standby {
  const { arm, connection, standby } = doubled;
  const name = nameOf(doubled);
  return {
    fallBehind: () =>
      during(async () => {
        await arm.store.command('ACL', 'SETUSER', replicationUser, 'off');
        await arm.store.command('CLIENT', 'KILL', 'USER', replicationUser);
        await untilHolds(`the standby of ${name} went on replicating`, () =>
          isReplication(connection, /master_link_status:down/),
        );
      }),
    untilPromoted: (timeoutMs) =>
      during(async () => {
        await untilHolds(
          `the sentinels did not promote the standby of ${name}`,
          async () =>
            (await mastersOf(sentinels, name)).includes(`${standby.host}:${standby.port}`) &&
            (await isReplication(connection, /role:master/)),
          timeoutMs,
        );
        await Promise.all(
          arm.replicas.map((replica) => leadLinkTo(replica.name, linkControl, standby)),
        );
      }),
  };
}

async function startReplicating({ arm, connection, master }: Doubled): Promise<void> {
  // Any password is right for a user that needs none, but Redis wants one before it names a user.
  const permissions = ['on', 'nopass', '+psync', '+replconf', '+ping'];
  await arm.store.command('ACL', 'SETUSER', replicationUser, ...permissions);
  await untilHolds(`${arm.store.name}-2 does not answer`, () => connection.isReady());
  await connection.call('CONFIG', 'SET', 'masteruser', replicationUser, 'masterauth', 'unused');
  await connection.call('REPLICAOF', master.host, String(master.port));
  await untilHolds(`${arm.store.name}-2 did not begin to replicate`, () =>
    isReplication(connection, /master_link_status:up/),
  );
}

async function watch(sentinel: StoreConnection, doubled: Doubled): Promise<void> {
  const name = nameOf(doubled);
  const { host, port } = doubled.master;
  await untilHolds('a sentinel does not answer', () => sentinel.isReady());
  await sentinel.call('SENTINEL', 'MONITOR', name, host, String(port), String(sentinelQuorum));
  await sentinel.call('SENTINEL', 'SET', name, ...Object.entries(sentinelSettings).flat());
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

/** Each sentinel's `host:port` of the master; empty from one that does not answer. */
function mastersOf(sentinels: readonly StoreConnection[], master: string): Promise<string[]> {
  return Promise.all(
    sentinels.map(async (sentinel) => {
      const reply = await sentinel
        .call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master)
        .catch(() => null);
      return Array.isArray(reply) ? reply.join(':') : '';
    }),
  );
}

async function isReplication(connection: StoreConnection, pattern: RegExp): Promise<boolean> {
  const info = await connection.call('INFO', 'replication').catch(() => '');
  return pattern.test(String(info));
}

async function untilHolds(
  otherwise: string,
  holds: () => Promise<boolean>,
  timeoutMs = effectTimeoutMs,
): Promise<void> {
  if (await until(holds, timeoutMs, pauseMs)) return;
  throw new StackError('part_silent', `${otherwise} within ${timeoutMs} ms`);
}
