import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startRedisServer } from './lab/redis-server.ts';
import { labAccount, type Replica, startReplicas } from './lab/replicas.ts';

/**
 * The files under `apps/` in which a function runs for one authenticated `GET /orders`. A reader who follows the
 * request opens these and no others.
 */
const mostFiles = { sessions: 12, tokens: 14 } as const;

const root = resolve(import.meta.dirname, '..');

test.for(Object.entries(mostFiles))(
  'a reader who follows GET /orders through %s opens at most %i files',
  async ([contender, most]) => {
    const redis = await startRedisServer();
    const replicas = await startReplicas({
      contender,
      redisUrl: redis.url,
      count: 1,
      environment: { NODE_OPTIONS: '--inspect=127.0.0.1:0' },
    });
    try {
      const [replica] = replicas.all;
      if (replica === undefined) throw new Error('no replica was started');
      const files = await filesOfOneRequest(replica);
      expect(files).toContain('apps/shared/shop/resources.ts');
      expect(files).toContain(`apps/${contender}/login.ts`);
      expect(files.length, files.join('\n')).toBeLessThanOrEqual(most);
    } finally {
      await replicas.stop();
      await redis.stop();
    }
  },
);

/** Counts with V8's precise coverage, which starts again from zero each time that it is taken. */
async function filesOfOneRequest(replica: Replica): Promise<readonly string[]> {
  const inspector = await connect(replica);
  try {
    await inspector.call('Profiler.enable');
    await inspector.call('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    const cookie = await login(replica);
    // What happens only once, such as the fetch of the key set, is over after these.
    for (let warmUp = 0; warmUp < 5; warmUp += 1) await getOrders(replica, cookie);
    await inspector.call('Profiler.takePreciseCoverage');
    await getOrders(replica, cookie);
    const { result } = coverage.parse(await inspector.call('Profiler.takePreciseCoverage'));
    return result
      .filter(({ functions }) => functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0))
      .filter(({ url }) => url.startsWith('file:'))
      .map(({ url }) => relative(root, fileURLToPath(url)))
      .filter((path) => path.startsWith('apps/'))
      .sort();
  } finally {
    inspector.close();
  }
}

const coverage = z.object({
  result: z.array(
    z.object({
      url: z.string(),
      functions: z.array(z.object({ ranges: z.array(z.object({ count: z.number() })) })),
    }),
  ),
});

/** Resolves with the header `cookie` of a client that has logged in. */
async function login({ url }: Replica): Promise<string> {
  const response = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(labAccount('load-1')),
  });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  return cookies.join('; ');
}

async function getOrders({ url }: Replica, cookie: string): Promise<void> {
  const response = await fetch(`${url}/orders`, { headers: { cookie } });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
}

interface Inspector {
  call(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>;
  close(): void;
}

const reply = z.object({ id: z.number(), result: z.unknown() });

/** Connects to the debugger of a replica, whose address Node prints at the start. */
async function connect(replica: Replica): Promise<Inspector> {
  const address = /ws:\S+/.exec(replica.process.output())?.[0];
  if (address === undefined) throw new Error(`no debugger: ${replica.process.output()}`);
  const socket = new WebSocket(address);
  await new Promise((opened, failed) => {
    socket.addEventListener('open', opened);
    socket.addEventListener('error', failed);
  });
  let calls = 0;
  return {
    call(method, params = {}) {
      calls += 1;
      const id = calls;
      return new Promise((answered, failed) => {
        const read = ({ data }: MessageEvent) => {
          const message: unknown = JSON.parse(String(data));
          const parsed = reply.safeParse(message);
          if (parsed.data?.id !== id) return;
          socket.removeEventListener('message', read);
          if (parsed.data.result === undefined) failed(new Error(`${method}: ${data}`));
          else answered(parsed.data.result);
        };
        socket.addEventListener('message', read);
        socket.send(JSON.stringify({ id, method, params }));
      });
    },
    close: () => socket.close(),
  };
}
