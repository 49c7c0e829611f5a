import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { createDirectReader } from '../../sessions-hardened/store.ts';
import { createCookieCache } from './strategy.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A store in memory, a clock that stands still until it is moved, and a server: `GET` reads, `POST` changes too. */
async function serve(sessionSecret = 'a secret that is long enough for it') {
  const records = new Map<string, string>();
  const direct = createDirectReader({ get: async (key) => records.get(key) ?? null });
  records.set('1', 'one');
  const clock = { nowMs: 0 };
  const settings = { sessionSecret, contender: 'sessions-cookie-cache', cookieSecure: false };
  const cache = createCookieCache(settings, 1000, () => clock.nowMs);
  const reader = cache.over(direct);
  const app = express();
  app.use(cache.open);
  app.use(async (req, res, next) => {
    res.locals.text = await reader.read(req.path.slice(1));
    next();
  });
  app.use(cache.send);
  app.use((req, res) => {
    if (req.method === 'POST') reader.written(req.path.slice(1));
    res.json(res.locals.text);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;

  /** What was read, and the cookie that came with it. */
  async function ask(key: string, copy: string | null, method = 'GET') {
    const headers: Record<string, string> =
      copy === null ? {} : { cookie: `record_sessions_cookie_cache=${copy}` };
    const answer = await fetch(`http://127.0.0.1:${port}/${key}`, { method, headers });
    const [, sent = null] =
      /^record_sessions_cookie_cache=([^;]*)/.exec(answer.headers.get('set-cookie') ?? '') ?? [];
    return { text: await answer.json(), sent };
  }
  return { records, clock, ask };
}

test('a copy is believed until it has reached its age, whatever happens to the record', async () => {
  const { records, clock, ask } = await serve();
  const { sent } = await ask('1', null);
  records.delete('1');
  clock.nowMs = 999;
  expect(await ask('1', sent)).toEqual({ text: 'one', sent: null });
  clock.nowMs = 1000;
  expect(await ask('1', sent)).toEqual({ text: null, sent: null });
});

test('a copy that is too old is replaced by a new one', async () => {
  const { records, clock, ask } = await serve();
  const { sent } = await ask('1', null);
  records.set('1', 'two');
  clock.nowMs = 1000;
  const renewed = await ask('1', sent);
  expect(renewed.text).toBe('two');
  records.delete('1');
  expect((await ask('1', renewed.sent)).text).toBe('two');
});

test('a copy of another session, of another secret, or a changed one is no copy', async () => {
  const { records, ask } = await serve();
  const { sent } = await ask('1', null);
  records.set('1', 'newer');
  records.set('2', 'two');
  expect((await ask('1', sent)).text).toBe('one');
  expect((await ask('2', sent)).text).toBe('two');
  expect((await ask('1', `x${sent}`)).text).toBe('newer');
  const stranger = await serve('another secret that is as long as it must be');
  const { sent: foreign } = await stranger.ask('1', null);
  expect((await ask('1', foreign)).text).toBe('newer');
});

test('whoever changes the record loses the copy', async () => {
  const { ask } = await serve();
  const { sent } = await ask('1', null);
  expect((await ask('1', sent, 'POST')).sent).toBe('');
});
