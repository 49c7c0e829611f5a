import { type StoreConnection, storeConnection } from '../redis/connection.ts';
import { sentinelQuorum, sentinelSettings } from '../redis/render.ts';
import { StackError } from './errors.ts';
import { type LinkControl, leadLinkTo } from './link/client.ts';
import type { Target } from './link/crossing.ts';
import { during } from './part.ts';
import type { Arm, Standby } from './stack.ts';
import { until } from './until.ts';

export const sentinelCount = 3;

/** An arm and the second Redis that a driver has started for it. */
export interface DoubledArm {
  readonly arm: Arm;
  /** The address at which the harness reaches the second Redis. */
  readonly entrance: Target;
  /** The addresses at which sentinels and links reach the two. They are numeric: sentinels take no names. */
  readonly master: Target;
  readonly standby: Target;
  /** Of both. */
  readonly password: string;
  /** Of the links of this arm. */
  readonly linkControl: LinkControl;
}

export interface Standbys {
  /** By arm. */
  readonly standbys: ReadonlyMap<string, Standby>;
  /** Closes the harness' own connections. */
  readonly close: () => void;
}

interface Doubled extends DoubledArm {
  readonly connection: StoreConnection;
}

/** A limit on a hang: the effect may take long on a busy machine. */
const effectTimeoutMs = 15_000;
const pauseMs = 50;

/** The Redis user that the standby replicates as. Disabling it cuts replication and nothing else. It is no secret. */
const replicationUser = 'replication';

/**
 * Makes each second Redis replicate its store, and the three sentinels watch both. Their processes run already. The
 * harness reaches the sentinels at `places`.
 */
export async function pairUp(
  arms: readonly DoubledArm[],
  places: readonly Target[],
): Promise<Standbys> {
  const doubled = arms.map((each) => {
    const { host, port } = each.entrance;
    return { ...each, connection: storeConnection(host, port, each.password) };
  });
  const sentinels = places.map(({ host, port }) => storeConnection(host, port));
  await Promise.all(doubled.map(startReplicating));
  // The sentinels come last: a sentinel looks for replicas at once when it is told of a master, then every ten seconds.
  const pairs = doubled.flatMap((each) => sentinels.map((sentinel) => ({ each, sentinel })));
  await Promise.all(pairs.map(({ each, sentinel }) => watch(sentinel, each)));
  await Promise.all(pairs.map(({ each, sentinel }) => untilWatched(sentinel, nameOf(each))));
  return {
    standbys: new Map(doubled.map((each) => [nameOf(each), standbyOf(each, sentinels)])),
    close: () => {
      for (const { close } of [...sentinels, ...doubled.map((each) => each.connection)]) close();
    },
  };
}

function nameOf({ arm }: Doubled): string {
  return arm.spec.arm;
}

function standbyOf(doubled: Doubled, sentinels: readonly StoreConnection[]): Standby {
  const { arm, connection, linkControl, standby } = doubled;
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
  // This user needs no password, so any password is right. But Redis sends a user name only together with a password.
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
  const settings = { ...sentinelSettings, 'auth-pass': doubled.password };
  await sentinel.call('SENTINEL', 'SET', name, ...Object.entries(settings).flat());
}

/** A sentinel can promote only a standby that it knows, and it needs the other two sentinels for a majority. */
async function untilWatched(sentinel: StoreConnection, master: string): Promise<void> {
  await untilHolds(`a sentinel did not find the standby of ${master}`, async () => {
    const reply = await sentinel.call('SENTINEL', 'MASTER', master).catch(() => []);
    const facts = Array.isArray(reply) ? reply.map(String) : [];
    const fact = (name: string) => Number(facts[facts.indexOf(name) + 1]);
    return fact('num-slaves') >= 1 && fact('num-other-sentinels') >= sentinelCount - 1;
  });
}

/** The master's `host:port` according to each sentinel; empty for a sentinel that does not answer. */
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
