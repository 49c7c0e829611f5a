import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contenders, worksOnEveryReplica } from '../../infra/contenders/contenders.ts';
import { targetOf } from '../contract/target.ts';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { startReplicas } from '../lab/replicas.ts';

/** The fault `clock-skewed` reaches every contender that judges a credential by the clock of the replica. */

/** As the fault sets it: longer than the life of a credential (CREDENTIAL_TTL_SECONDS, 15 minutes). */
const skewMs = 20 * 60_000;

const endedByRedis =
  'Redis ends the record; a session without requests is not near its absolute end of 8 hours';

/**
 * Contenders that keep the end of a credential where the clock of a replica plays no part, and the reason. What is not
 * listed is refused by the replica that is ahead.
 */
const unmoved: ReadonlyMap<string, string> = new Map([
  ['floor', 'it has no credentials'],
  ['sessions', endedByRedis],
  ['sessions-getex', endedByRedis],
]);

let redis: RedisServer;
let folder: string;
beforeAll(async () => {
  redis = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'lab-test-clock-'));
});
afterAll(async () => {
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A replica whose clock is right and one whose clock is ahead, with the same store and the same keys. */
async function withBoth(
  contender: string,
  act: (right: ReturnType<typeof targetOf>, ahead: ReturnType<typeof targetOf>) => Promise<void>,
): Promise<void> {
  const start = (offsetMs: number) =>
    startReplicas({
      contender,
      redisUrl: redis.url,
      count: 1,
      environment: {
        CARRIAGE: 'bearer',
        CLOCK_OFFSET_MS: `${offsetMs}`,
        KEYS_FILE: join(folder, `${contender}.json`),
      },
    });
  const right = await start(0);
  const ahead = await start(skewMs);
  try {
    await act(targetOf(right, 'bearer'), targetOf(ahead, 'bearer'));
  } finally {
    await right.stop();
    await ahead.stop();
  }
}

const shared = contenders.filter(({ contender }) => worksOnEveryReplica(contender));
const local = contenders.filter(({ contender }) => !worksOnEveryReplica(contender));

test.for(shared.map(({ contender }) => contender))(
  '%s: a replica whose clock is 20 minutes ahead refuses a credential of 15 minutes, unless the replica does not judge it',
  async (contender) => {
    await withBoth(contender, async (right, ahead) => {
      const user = await right.member();
      const elsewhere = ahead.client();
      elsewhere.hold(String(user.credential()));
      const answer = await elsewhere.get('/orders');
      expect(answer.status).toBe(unmoved.has(contender) ? 200 : 401);
      // The credential is good all the same.
      expect((await user.get('/orders')).status).toBe(200);
    });
  },
);

test.for(local.map(({ contender }) => contender))(
  '%s: an offset that stays the same changes nothing, because one replica makes and checks a credential',
  async (contender) => {
    await withBoth(contender, async (_right, ahead) => {
      const user = await ahead.member();
      expect((await user.get('/orders')).status).toBe(200);
    });
  },
);
