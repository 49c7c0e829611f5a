import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import session from 'express-session';
import { expect, test } from 'vitest';
import { credentialIdOf, isSignedHere, signSessionId } from './credential.ts';

const secret = 'a secret of the tests';

test('a session ID is signed as express-session signs it', async () => {
  const app = express();
  app.use(session({ secret, resave: false, saveUninitialized: true, name: 'sid' }));
  app.get('/', (req, res) => {
    res.json({ sessionId: req.sessionID });
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const response = await fetch(`http://127.0.0.1:${port}/`);
  const { sessionId } = JSON.parse(await response.text());
  const [cookie = ''] = response.headers.getSetCookie();
  server.close();

  const value = decodeURIComponent(/^sid=([^;]+)/.exec(cookie)?.[1] ?? '');
  expect(signSessionId(sessionId, secret)).toBe(value);
  expect(isSignedHere(value, secret)).toBe(true);
});

test('another secret, another ID and another signature are told apart from ours', () => {
  const signed = signSessionId('some-id', secret);
  expect(isSignedHere(signed, 'another secret')).toBe(false);
  expect(isSignedHere(signed.replace('some', 'same'), secret)).toBe(false);
  expect(isSignedHere(`${signed}=`, secret)).toBe(false);
  expect(isSignedHere('s:no-dot', secret)).toBe(false);
});

test('the name for the log is not the session ID and does not hold it', () => {
  expect(credentialIdOf('some-id')).toMatch(/^[\w-]{22}$/);
  expect(credentialIdOf('some-id')).not.toBe(credentialIdOf('same-id'));
});
