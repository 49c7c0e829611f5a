import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createRandom, type Random } from '../bench/stats/random.ts';
import { targetOf } from './contract/target.ts';
import {
  forgeRefreshToken,
  forgeSession,
  forgeToken,
  type TokenSecrets,
} from './fuzz/credentials.ts';
import { createRequest, type FuzzTarget, type Holding } from './fuzz/requests.ts';
import { type FuzzAnswer, send, sendBytes } from './fuzz/send.ts';
import { mutate } from './fuzz/values.ts';
import { type RedisServer, startRedisServer } from './lab/redis-server.ts';
import { type Replica, type Replicas, startReplicas } from './lab/replicas.ts';

/**
 * Whatever a client sends, no answer is a 5xx and no stack is in the log: the store and the keys are there, so nothing
 * is an outage. `FUZZ_INPUTS` requests (default 5,000) for each contender, from `FUZZ_SEED`.
 */
const inputs = Number(process.env.FUZZ_INPUTS ?? 5_000);
const seed = Number(process.env.FUZZ_SEED ?? 20_261_122);
const connections = 8;
/** A login is used for this many requests; some of them end it. */
const inputsPerLogin = 100;
const sessionSecret = 'a session secret of the fuzz, long enough for the schema';

const contenders = [
  { contender: 'sessions', carriage: 'cookie', environment: {} },
  { contender: 'tokens', carriage: 'cookie', environment: { TOKEN_LIBRARY: 'jose' } },
  { contender: 'tokens', carriage: 'bearer', environment: { TOKEN_LIBRARY: 'jsonwebtoken' } },
] as const;

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());

describe.for(contenders)('$contender $environment', ({ contender, carriage, environment }) => {
  let folder: string;
  let replicas: Replicas;
  let replica: Replica;
  let target: FuzzTarget;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-fuzz-'));
    const keysFile = join(folder, 'keys.json');
    const own = { KEYS_FILE: keysFile, SESSION_SECRET: sessionSecret, CARRIAGE: carriage };
    replicas = await startReplicas({
      contender,
      redisUrl: redis.url,
      count: 1,
      environment: { ...environment, ...own },
    });
    const [only] = replicas.all;
    if (only === undefined) throw new RangeError('there is no replica');
    replica = only;
    target =
      contender === 'sessions'
        ? { carriage, forge: forgeSession(sessionSecret), forgeRefreshToken: () => 'none' }
        : await forgeTokens(keysFile, carriage);
  });
  afterAll(async () => {
    await replicas.stop();
    await rm(folder, { recursive: true });
  });

  test(`answers ${inputs} requests from the seed ${seed} without a 5xx and without a stack`, {
    timeout: 30_000 + inputs * 20,
  }, async () => {
    const random = createRandom(seed);
    const members = targetOf(replicas, carriage);
    const statuses = new Map<string, number>();
    const bad: string[] = [];
    const note = (what: unknown, { status, text }: FuzzAnswer) => {
      statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1);
      const leaks = /node_modules|\.ts:\d|at \w+ \(/.test(text);
      if (leaks || (typeof status === 'number' && status >= 500)) {
        bad.push(`${JSON.stringify(what)} -> ${status} ${text}`);
      }
    };
    const logIn = async (): Promise<Holding> => {
      const user = await members.member();
      // Sets the cookie of a cart, where the client carries that.
      await user.put('/cart', { items: [{ sku: 'COAT', quantity: 1 }] });
      const credential = String(user.credential());
      const { cookies } = user;
      return { cookies, credential, refreshToken: cookies.get('refresh') ?? 'none' };
    };
    await inParallel(random, inputs, logIn, async (own, held, agent) => {
      const asked = createRequest(own, held, target);
      if (own.uniform() < 0.02) {
        const sent = mutate(own, asBytes(asked));
        const bytes = Buffer.from(sent, 'latin1');
        note(sent, await settled(() => sendBytes(replica.url, bytes)));
      } else {
        note(asked, await settled(() => send(agent, replica.url, asked)));
      }
    });
    const counted = JSON.stringify(Object.fromEntries([...statuses].sort()));
    process.stdout.write(
      `fuzz ${contender} ${JSON.stringify(environment)} ${inputs}: ${counted}\n`,
    );

    expect(bad.slice(0, 20)).toEqual([]);
    expect(stacksIn(replica.process.output())).toEqual([]);
    await expect.poll(async () => (await fetch(`${replica.url}/readyz`)).status).toBe(200);
    // A fuzz that is refused at the door tries nothing.
    expect(statuses.get('200')).toBeGreaterThan(inputs / 50);
    expect(statuses.get('401')).toBeGreaterThan(inputs / 50);
    expect(statuses.get('reset') ?? 0).toBeLessThan(inputs / 20);
  });
});

/** Each connection draws from a generator of its own, so what it sends does not depend on the pace of the others. */
async function inParallel(
  random: Random,
  count: number,
  logIn: () => Promise<Holding>,
  act: (own: Random, held: Holding, agent: Agent) => Promise<void>,
): Promise<void> {
  const each = Math.ceil(count / connections);
  const work = async (connection: number) => {
    const own = random.stream(`connection ${connection}`);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let held = await logIn();
    for (let done = 0; done < each; done += 1) {
      if (done > 0 && done % inputsPerLogin === 0) held = await logIn();
      await act(own, held, agent);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: connections }, (_, connection) => work(connection)));
}

/** On a busy machine Redis may be late, and that is an outage. What a client can cause, it causes each time. */
async function settled(ask: () => Promise<FuzzAnswer>): Promise<FuzzAnswer> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await ask();
    if (answer.status !== 503 || attempt === 5) return answer;
    await setTimeout(200);
  }
}

function asBytes({ method, path, headers, body }: ReturnType<typeof createRequest>): string {
  const lines = Object.entries({ host: 'lab', ...headers, 'content-length': body?.length ?? 0 });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${path} HTTP/1.1\r\n${head}\r\n${body?.toString('latin1') ?? ''}`;
}

function stacksIn(output: string): string[] {
  const stack = /"event":"fault"|^\s+at .*:\d+:\d+|Warning:|Error:/;
  return output.split('\n').filter((line) => stack.test(line));
}

const keyFile = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })).min(1),
  refreshSecret: z.string(),
});

async function forgeTokens(path: string, carriage: 'cookie' | 'bearer'): Promise<FuzzTarget> {
  const { keys, refreshSecret } = keyFile.parse(JSON.parse(await readFile(path, 'utf8')));
  const [jwk] = keys;
  if (jwk === undefined) throw new RangeError('the key file holds no key');
  const secrets: TokenSecrets = {
    algorithm: 'ES256',
    issuer: 'urn:lab:tokens',
    kid: jwk.kid,
    key: createPrivateKey({ key: jwk, format: 'jwk' }),
    refreshSecret: Buffer.from(refreshSecret, 'base64url'),
  };
  return {
    carriage,
    forge: forgeToken(secrets),
    forgeRefreshToken: forgeRefreshToken(secrets),
  };
}
