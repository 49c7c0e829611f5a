import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ask, type Running } from './running.ts';

/** The caches of nginx in front of the balancer: `infra/nginx/shared-cache.ts`. */
export function describeCaches(now: () => Running): void {
  const kept = 'public, max-age=60';
  /**
   * Asks for a page that no other test asks for, until the cache answers, and then as somebody else: what the cache says
   * of the first and of the last answer, and who gave the last two. nginx sends the last byte of an answer before it has
   * filed it, so the first client asks up to five times. An answer that is not kept stays a MISS all the same.
   */
  async function twice(
    path: string,
    query: Readonly<Record<string, string>>,
    first: Readonly<Record<string, string>> = {},
    arm = now().floor,
  ) {
    const url = `${arm.url}${path}?${new URLSearchParams({ ...query, page: randomUUID() })}`;
    const own = [await ask(url, first)];
    while (own.length < 5 && own.at(-1)?.headers['x-cache'] !== 'HIT') {
      await sleep(10);
      own.push(await ask(url, first));
    }
    const other = await ask(url, { cookie: 'somebody=else' });
    return {
      said: [own[0], other].map((answer) => answer?.headers['x-cache']),
      pids: [own.at(-1), other].map((answer) => answer?.body.pid),
    };
  }

  test('answers a second client from the shared cache, where the answer allows it', async () => {
    const { said, pids } = await twice('/cached/page', { 'cache-control': kept });
    expect(said).toEqual(['MISS', 'HIT']);
    expect(pids[1]).toBe(pids[0]);
  });

  test('keeps nothing where the path has no cache, and nothing that the answer does not allow', async () => {
    expect((await twice('/page', { 'cache-control': kept })).said).toEqual([undefined, undefined]);
    for (const refused of ['no-store', 'private, max-age=60', 'no-cache']) {
      const { said } = await twice('/cached/page', { 'cache-control': refused });
      expect(said).toEqual(['MISS', 'MISS']);
    }
    expect((await twice('/cached/page', {})).said).toEqual(['MISS', 'MISS']);
  });

  test('keeps the answer to a request with Authorization only where the answer says public', async () => {
    const authorized = { authorization: 'Bearer x' };
    const silent = await twice('/cached/page', { 'cache-control': 'max-age=60' }, authorized);
    expect(silent.said).toEqual(['MISS', 'MISS']);
    const open = await twice('/cached/page', { 'cache-control': kept }, authorized);
    expect(open.said).toEqual(['MISS', 'HIT']);
    const plain = await twice('/cached/page', { 'cache-control': 'max-age=60' });
    expect(plain.said).toEqual(['MISS', 'HIT']);
  });

  test('keeps no answer that sets a cookie, be it the routing cookie of the balancer', async () => {
    const cookie = { 'cache-control': kept, 'set-cookie': 'a=b' };
    expect((await twice('/cached/page', cookie)).said).toEqual(['MISS', 'MISS']);
    expect((await twice('/wrongly-cached/page', cookie)).said).toEqual(['MISS', 'MISS']);
    const sticky = await twice('/cached/page', { 'cache-control': kept }, {}, now().sticky);
    expect(sticky.said).toEqual(['MISS', 'MISS']);
  });

  test('gives a private answer to somebody else where it is told not to obey Cache-Control', async () => {
    const authorized = { authorization: 'Bearer x' };
    const { said, pids } = await twice(
      '/wrongly-cached/page',
      { 'cache-control': 'no-store' },
      authorized,
    );
    expect(said).toEqual(['MISS', 'HIT']);
    expect(pids[1]).toBe(pids[0]);
  });

  test('does not ask a cache from a cache', async () => {
    for (const path of ['/cached/cached/page', '/wrongly-cached/%63ached/page']) {
      const answer = await ask(`${now().floor.url}${path}`);
      expect([answer.status, answer.body]).toMatchObject([404, { code: 'balancer_not_found' }]);
    }
  });
}
