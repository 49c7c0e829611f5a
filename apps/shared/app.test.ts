import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createApp } from './app.ts';
import type { AuthStrategy } from './auth-strategy.ts';
import { createPublicServer } from './http/public-server.ts';
import { createProbes } from './operation/probes.ts';

const unasked = () => Promise.reject(new Error('a public route asks for no credential'));
const strategy: AuthStrategy = {
  middleware: [],
  routes: [],
  needsStoreFor: 'nothing',
  issue: unasked,
  authenticate: unasked,
  identifyToEnd: unasked,
  stillValid: unasked,
  revoke: unasked,
  revokeAll: unasked,
  clearCookies: () => undefined,
  changeRole: unasked,
  readCart: unasked,
  writeCart: unasked,
};

test('a fault is logged with the ID of its request, which the answer names too', async () => {
  const logged: object[] = [];
  const server = createPublicServer(
    createApp({
      carriage: 'cookie',
      strategy,
      routes: [
        {
          method: 'GET',
          path: '/broken',
          access: 'public',
          answer: () => {
            throw new Error('planted');
          },
        },
      ],
      probes: createProbes(),
      log: (event, details) => logged.push({ event, ...details }),
    }),
    'one-1',
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/broken`);
  server.close();
  server.closeAllConnections();
  expect(answer.status).toBe(500);
  expect(logged).toEqual([
    expect.objectContaining({
      event: 'fault',
      path: '/broken',
      requestId: answer.headers.get('x-request-id'),
    }),
  ]);
});
