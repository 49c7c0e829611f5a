import { randomBytes } from 'node:crypto';
import { type Fault, type Target, toEachArm, victimOf } from '../fault.ts';
import { createStarter, restartAll } from '../restart.ts';

/** More than the life of a credential, so that the skewed replica's verdict on it is certain. */
const skewMs = 20 * 60_000;

const plain: NonNullable<Fault['cleanUp']> = async (target) => {
  const start = createStarter();
  await toEachArm((arm) => restartAll(arm, start))(target);
};

/** What replicas were told: their clock, their keys, their options. Each is put into force by a restart. */
export const configurationFaults: readonly Fault[] = [
  {
    fault: 'clock-skewed',
    variant: null,
    needs: 'shared',
    title: 'The clock of one replica is wrong',
    done: `Replica 2 is drained and started again with a clock that is ${skewMs / 60_000} minutes ahead.`,
    advice:
      'A token carries its expiry, so every replica judges it by its own clock; a session expires by the clock of Redis alone. Synchronise clocks, alarm on their offset, and take times that must agree from one clock.',
    balancerSettings: [],
    otherSettings: { 'app: CLOCK_TOLERANCE_SECONDS': '5', 'app: CREDENTIAL_TTL_SECONDS': '900' },
    // The balancer leaves a replica that was restarted out for up to three seconds.
    holdsAtLeastMs: 4_500,
    injected: 'clock of replica 2 ahead',
    healed: 'clock of replica 2 right',
    restartsReplicas: true,
    inject: (target) => restartVictims(target, { CLOCK_OFFSET_MS: String(skewMs) }),
    heal: (target) => restartVictims(target),
  },
  {
    fault: 'keys-lost',
    variant: null,
    needs: 'shared',
    title: 'Signing key and session secret are lost',
    done: 'All replicas are restarted at once with a new session secret and a new key file.',
    advice:
      'Everybody is signed out, whatever the approach. Keep keys where they survive a deployment, and rotate by publishing the new one beside the old.',
    balancerSettings: [],
    injected: 'restarted with new keys',
    healed: null,
    isInstant: true,
    restartsReplicas: true,
    inject: (target) => {
      const start = createStarter();
      const name = randomBytes(6).toString('hex');
      return toEachArm((arm) =>
        restartAll(arm, start, {
          SESSION_SECRET: randomBytes(32).toString('base64url'),
          KEYS_FILE: `${victimOf(arm).keysDirectory}/${arm.spec.arm}-new-keys-${name}.json`,
        }),
      )(target);
    },
    heal: toEachArm(async () => undefined),
    cleanUp: plain,
  },
  {
    fault: 'library-defaults',
    variant: null,
    needs: 'shared',
    title: 'Redis freezes, with the default options of the library',
    done: 'All replicas run with the defaults of ioredis (no command timeout, an offline queue, twenty retries); then SIGSTOP to Redis.',
    advice:
      'This is a trap, and it is the default. Requests hang until the balancer gives up on one replica after another and has none left: then routes fail that need no Redis at all. Set a command timeout far below the read timeout of the balancer.',
    balancerSettings: ['proxy_read_timeout', 'server fail_timeout', 'proxy_next_upstream_tries'],
    otherSettings: { 'app: REDIS_OPTIONS': 'library-defaults (elsewhere request-path)' },
    injected: 'Redis frozen',
    healed: 'Redis goes on',
    // The balancer waits two seconds for a replica before it gives up on it, and has three.
    holdsAtLeastMs: 5_000,
    prepare: async (target) => {
      const start = createStarter();
      await toEachArm((arm) => restartAll(arm, start, { REDIS_OPTIONS: 'library-defaults' }))(
        target,
      );
    },
    inject: toEachArm(({ store }) => store.freeze()),
    heal: toEachArm(({ store }) => store.resume()),
    cleanUp: plain,
  },
];

function restartVictims(target: Target, environment?: Readonly<Record<string, string>>) {
  const start = createStarter();
  return toEachArm(async (arm) => {
    await victimOf(arm).drain();
    await start(victimOf(arm), environment);
  })(target);
}
