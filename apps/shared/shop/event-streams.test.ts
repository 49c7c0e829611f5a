import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import type { Identity } from '../auth-outcome.ts';
import { createEventStreams } from './event-streams.ts';

const identity = (subject: string, loginId: string): Identity => ({
  subject,
  role: 'member',
  credentialId: `a credential of ${loginId}`,
  loginId,
  issuedAtMs: 0,
  expiresAtMs: 0,
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server with one stream for each path: `/<subject>/<login>`. */
async function serveStreams(recheckMs = 0, stillValid = () => Promise.resolve(true)) {
  const streams = createEventStreams(recheckMs);
  const app = express();
  app.get('/:subject/:login', (req, res) => {
    streams.open(res, identity(req.params.subject, req.params.login), stillValid);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const open = (path: string) => fetch(`http://127.0.0.1:${address.port}${path}`);
  return { streams, app, open, port: address.port };
}

test('a revoked login ends its stream, which says so, and no other', async () => {
  const { streams, open } = await serveStreams();
  const [mine, other] = await Promise.all([open('/alice/one'), open('/alice/two')]);
  streams.end({ loginId: 'one' });
  expect(await mine.text()).toMatch(/^data: 1\n\n(data: \d+\n\n)*event: revoked\ndata: {}\n\n$/);
  expect(streams.count()).toBe(1);
  await other.body?.cancel();
});

test('a revoked subject ends all of its streams and nobody else', async () => {
  const { streams, open } = await serveStreams();
  const opened = await Promise.all([open('/alice/one'), open('/alice/two'), open('/bob/three')]);
  streams.end({ subject: 'alice' });
  expect(await opened[0].text()).toContain('revoked');
  expect(await opened[1].text()).toContain('revoked');
  expect(streams.count()).toBe(1);
  await opened[2].body?.cancel();
});

test('a stream that its client leaves is forgotten', async () => {
  const { streams, port } = await serveStreams();
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /alice/one HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'data');
  expect(streams.count()).toBe(1);
  socket.destroy();
  await expect.poll(() => streams.count()).toBe(0);
});

test('a stream that has ended writes no more, though its client does not read and so it is not gone', async () => {
  const { streams, app, open, port } = await serveStreams();
  const errors: Error[] = [];
  app.get('/unread', (_req, res) => {
    res.on('error', (error) => errors.push(error));
    streams.open(res, identity('alice', 'one'), () => Promise.resolve(true));
    // More than the sockets hold, so that the end of the stream cannot leave.
    res.write('x'.repeat(20_000_000));
  });
  const client = connect(port, '127.0.0.1');
  client.write('GET /unread HTTP/1.1\r\nHost: lab\r\n\r\n');
  await once(client, 'readable');
  streams.end({ loginId: 'one' });
  // Opened later and beating as fast: at its third beat the ended one would have had at least one more.
  const later = (await open('/alice/two')).body?.pipeThrough(new TextDecoderStream());
  let beats = '';
  for await (const text of later ?? []) {
    beats += text;
    if (beats.includes('data: 3')) break;
  }
  expect(beats).toContain('data: 3');
  expect(errors).toEqual([]);
  client.destroy();
});

test('at the end of the replica all streams end', async () => {
  const { streams, open } = await serveStreams();
  const stream = await open('/alice/one');
  streams.endAll();
  expect(await stream.text()).toContain('event: closing');
});

test('a stream that checks again goes on while it is told yes, and ends when it is told no', async () => {
  let asked = 0;
  const { open } = await serveStreams(1, async () => {
    asked += 1;
    return asked < 5;
  });
  expect(await (await open('/alice/one')).text()).toContain('event: revoked');
  expect(asked).toBe(5);
});

test('a stream that cannot find out whether its credential is good ends, and says so', async () => {
  const { open } = await serveStreams(1, () => Promise.reject(new Error('no answer')));
  expect(await (await open('/alice/one')).text()).toContain('event: unchecked');
});

test('a stream that its client leaves is not checked again', async () => {
  let asked = 0;
  const { streams, open } = await serveStreams(1, async () => {
    asked += 1;
    return true;
  });
  const stream = await open('/alice/one');
  await expect.poll(() => asked).toBeGreaterThan(2);
  await stream.body?.cancel();
  await expect.poll(() => streams.count()).toBe(0);
  const then = asked;
  await new Promise((resolve) => setTimeout(resolve, 20));
  // One may have been under way.
  expect(asked).toBeLessThanOrEqual(then + 1);
});
