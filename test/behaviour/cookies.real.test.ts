import { afterAll, beforeAll, expect, test } from 'vitest';
import { contenders } from '../../infra/contenders/contenders.ts';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { labAccount, startReplicas } from '../lab/replicas.ts';

/** Every cookie of every contender, set or taken away, is as decision 0002 says. */

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());

/** A browser on one host: it keeps cookies by name, and does not know ports. */
function createBrowser() {
  const jar = new Map<string, string>();
  const seen: string[] = [];
  return {
    /** Every `Set-Cookie` that came. */
    seen,
    async ask(method: string, url: string, body?: unknown): Promise<number> {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(url, {
        method,
        headers: { cookie, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      await answer.text();
      for (const line of answer.headers.getSetCookie()) {
        seen.push(line);
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') jar.delete(name);
        else jar.set(name, value);
      }
      return answer.status;
    },
  };
}

const cart = { items: [{ sku: 'COAT', quantity: 1 }] };

/** Whatever makes a contender set a cookie: login, cart, reads, refresh, a login over it, logout. */
async function useEverything(url: string) {
  const browser = createBrowser();
  expect(await browser.ask('POST', `${url}/login`, labAccount('load-1'))).toBe(200);
  expect(await browser.ask('PUT', `${url}/cart`, cart)).toBe(200);
  expect(await browser.ask('GET', `${url}/me`)).toBe(200);
  await browser.ask('POST', `${url}/token/refresh`, {});
  expect(await browser.ask('POST', `${url}/login`, labAccount('load-2'))).toBe(200);
  expect(await browser.ask('GET', `${url}/me`)).toBe(200);
  expect(await browser.ask('POST', `${url}/logout`)).toBe(204);
  return browser.seen;
}

function parse(line: string) {
  const [pair = '', ...attributes] = line.split('; ');
  return {
    name: pair.slice(0, pair.indexOf('=')),
    value: pair.slice(pair.indexOf('=') + 1),
    // An end of its own is no matter of the decision.
    attributes: attributes.filter((each) => !/^(Expires|Max-Age)=/.test(each)).sort(),
  };
}

test.for(
  contenders.flatMap(({ contender }) =>
    ['true', 'false'].map((secure) => [contender, secure] as const),
  ),
)('%s with COOKIE_SECURE=%s', async ([contender, secure]) => {
  const environment = { COOKIE_SECURE: secure };
  const replicas = await startReplicas({ contender, redisUrl: redis.url, count: 1, environment });
  try {
    const cookies = (await useEverything(replicas.urls[0] ?? '')).map(parse);
    const own = contender.replaceAll('-', '_');
    const isSecure = secure === 'true';
    for (const { name, attributes } of cookies) {
      const ofRefresh = name.includes('refresh');
      const prefix = isSecure ? (ofRefresh ? '__Secure-' : '__Host-') : '';
      expect(name).toMatch(new RegExp(`^${prefix}(sid|token|refresh|cart|record)_${own}$`));
      const others = attributes.filter((each) => !each.startsWith('Path='));
      expect(others).toEqual(['HttpOnly', 'SameSite=Lax', ...(isSecure ? ['Secure'] : [])]);
      const paths = ofRefresh ? ['Path=/token', 'Path=/logout'] : ['Path=/'];
      expect(attributes.filter((each) => paths.includes(each))).toHaveLength(1);
    }
    const ofRefresh = cookies.filter(({ name }) => name.includes('refresh'));
    const forPath = (path: string) =>
      ofRefresh.filter(({ attributes }) => attributes.includes(`Path=${path}`));
    expect(forPath('/logout').map(({ value }) => value)).toEqual(
      forPath('/token').map(({ value }) => value),
    );
    // The floor keeps a cart and no credential.
    expect(new Set(cookies.map(({ name }) => name)).size).toBeGreaterThan(0);
  } finally {
    await replicas.stop();
  }
});

test('one browser is signed in at two contenders of one host at a time', async () => {
  const names = ['sessions', 'sessions-hardened', 'tokens', 'tokens-short'];
  const running = await Promise.all(
    names.map((contender) => startReplicas({ contender, redisUrl: redis.url, count: 1 })),
  );
  try {
    const browser = createBrowser();
    const urls = running.map(({ urls: [url = ''] }) => url);
    for (const url of urls) await browser.ask('POST', `${url}/login`, labAccount('load-1'));
    const answers = await Promise.all(urls.map((url) => browser.ask('GET', `${url}/me`)));
    expect(answers).toEqual(names.map(() => 200));
  } finally {
    for (const replicas of running) await replicas.stop();
  }
});
