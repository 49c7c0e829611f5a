import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callAll } from './call.ts';
import type { Tokens } from './client.ts';
import { startThirdParty, type ThirdParty } from './third-party.ts';
import { oauthVerbs } from './verbs.ts';
import type { Sent } from './wire.ts';

/** The lives are so long that only the clock below, which the resource server reads, can end them. */
const lives = { accessTokenS: 600, cachedAnswerS: 60 };

/** What the clock of the resource server is ahead of the real one. */
let aheadS = 0;
let lab: ThirdParty;
beforeAll(async () => {
  lab = await startThirdParty(lives, () => Date.now() + aheadS * 1000);
});
afterAll(async () => await lab.stop());

let tokens: Tokens;
beforeEach(async () => {
  aheadS = 0;
  tokens = await logIn();
});

async function run(verb: string, ...words: string[]): Promise<readonly string[]> {
  return (await oauthVerbs[verb]?.run(lab, words)) ?? [];
}

async function logIn(): Promise<Tokens> {
  expect(await run('login', 'alice')).toContain('alice is logged in at the shop');
  const copied = lab.shop.tokensOf('alice');
  if (copied === null) throw new Error('the shop has no tokens');
  return copied;
}

const revokeAtShop = () => lab.browserOf('alice').submit(`${lab.addresses.shop}/revoke`, {});
const called = () => callAll(lab, 'alice');
const isToIssuer = ({ from, to }: Sent) => from === 'orders' && to === 'issuer';

describe('a login through the issuer', () => {
  test('shows the password to the issuer alone, and gives the shop a session and two kinds of access token', async () => {
    await run('logout', 'alice');
    const lines = await run('login', 'alice');
    expect(lines.filter((line) => line.includes('password'))).toEqual([
      'alice → issuer   POST /login/…  303  username password; gets Location /auth/…',
    ]);
    expect(await called()).toBe('session 200  introspected 200  cached 200  signed 200');
  });

  test('needs no password the second time, while the session at the issuer lives', async () => {
    expect((await run('login', 'alice')).join()).not.toContain('password');
  });

  test('with a wrong password logs nobody in', async () => {
    const browser = lab.browserOf('bob');
    const { url } = await browser.open(`${lab.addresses.shop}/login`);
    const page = await browser.submit(url, { username: 'bob', password: 'alice-demo-password' });
    expect(page.status).toBe(401);
    expect((await browser.open(`${lab.addresses.shop}/me`)).status).toBe(401);
  });

  test('that one browser has begun is not finished in another one', async () => {
    const begun = await fetch(`${lab.addresses.shop}/login`, { redirect: 'manual' });
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const answer = new URLSearchParams({ code: 'x', state, iss: lab.addresses.issuer });
    const page = await lab.browserOf('bob').open(`${lab.addresses.shop}/callback?${answer}`);
    expect([page.status, page.text]).toEqual([400, '{"error":"not_this_login"}']);
  });
});

describe('the resource server', () => {
  test('asks the issuer for each request, once for each cached answer, or never', async () => {
    const rows = await run('call', 'alice', '20');
    expect(rows).toEqual([
      'session       200 × 20   questions to the issuer: 0',
      'introspected  200 × 20   questions to the issuer: 20',
      'cached        200 × 20   questions to the issuer: 1',
      expect.stringMatching(/^signed {8}200 × 20 {3}questions to the issuer: [01]$/),
    ]);
  });

  test('refuses no token, a token of the other kind, and a changed one', async () => {
    const [head = '', body = '', signature = ''] = tokens.jwt.split('.');
    const changed = [head, body, signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))];
    expect((await fetch(`${lab.addresses.orders}/orders/signed`)).status).toBe(401);
    expect(await lab.call('signed', changed.join('.'))).toBe(401);
    expect(await lab.call('signed', tokens.opaque)).toBe(401);
    expect(await lab.call('introspected', tokens.jwt)).toBe(401);
    expect(await lab.call('introspected', tokens.refresh)).toBe(401);
    expect(await lab.call('cached', 'x')).toBe(401);
  });

  test('says 503 without the issuer where it must ask, and lets in what it can decide itself', async () => {
    await called();
    await lab.issuer.stop();
    expect(await called()).toBe('session 200  introspected 503  cached 200  signed 200');
    aheadS = lives.cachedAnswerS + 1;
    expect(await called()).toBe('session 200  introspected 503  cached 503  signed 200');
    await lab.issuer.start();
    expect(await called()).toBe('session 200  introspected 200  cached 200  signed 200');
  });
});

describe('a revoked access token', () => {
  test('is refused by introspection at once, by the cache after its seconds, and as a JWT when it expires', async () => {
    await called();
    expect((await revokeAtShop()).status).toBe(204);
    const ended = 'session 200  introspected 401';
    expect(await called()).toBe(`${ended}  cached 200  signed 200`);
    // The real time since the first call counts too, and is well below these margins.
    aheadS = lives.cachedAnswerS - 50;
    expect(await called()).toBe(`${ended}  cached 200  signed 200`);
    aheadS = lives.cachedAnswerS + 1;
    expect(await called()).toBe(`${ended}  cached 401  signed 200`);
    aheadS = lives.accessTokenS - 120;
    expect(await called()).toBe(`${ended}  cached 401  signed 200`);
    aheadS = lives.accessTokenS + 1;
    expect(await called()).toBe(`${ended}  cached 401  signed 401`);
  });

  test('cannot be a JWT: the issuer says that it does not support this', async () => {
    lab.wire.take();
    await revokeAtShop();
    const revocations = lab.wire.take().filter(({ path }) => path === '/token/revocation');
    expect(revocations.map(({ status, answered }) => [status, answered[0]])).toEqual([
      [400, 'error=unsupported_token_type'],
      [200, undefined],
      [200, undefined],
    ]);
  });

  test('takes the refresh token with it, so that no new JWT can follow', async () => {
    await revokeAtShop();
    const page = await lab.browserOf('alice').submit(`${lab.addresses.shop}/refresh`, {});
    expect([page.status, page.text]).toEqual([403, '{"error":"grant_revoked"}']);
  });

  test('is not asked about again while its answer is kept', async () => {
    await called();
    await revokeAtShop();
    lab.wire.take();
    await lab.call('cached', tokens.opaque);
    expect(lab.wire.take().filter(isToIssuer)).toEqual([]);
    await lab.call('introspected', tokens.opaque);
    expect(lab.wire.take().filter(isToIssuer)).toHaveLength(1);
  });
});

describe('a logout at the issuer', () => {
  test('ends the session of the shop by a logout token, without the browser', async () => {
    const lines = await run('logout', 'alice');
    expect(lines).toContain('issuer → shop    POST /backchannel-logout  200  logout_token');
    expect(lines).toContain('before        session 200  introspected 200  cached 200  signed 200');
    expect(lines).toContain('right after   session 401  introspected 401  cached 200  signed 200');
    expect(lab.shop.lastLogoutToken()).toMatchObject({
      sub: 'alice',
      aud: 'shop',
      iss: lab.addresses.issuer,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
  });

  test('leaves the session of another person alone', async () => {
    await run('login', 'bob');
    await run('logout', 'alice');
    expect((await lab.browserOf('bob').open(`${lab.addresses.shop}/me`)).status).toBe(200);
  });

  test('is not believed when the token is not a logout token of the issuer', async () => {
    const send = (token: string) =>
      fetch(`${lab.addresses.shop}/backchannel-logout`, {
        method: 'POST',
        body: new URLSearchParams({ logout_token: token }),
      });
    expect((await send(tokens.jwt)).status).toBe(400);
    expect((await send('x')).status).toBe(400);
    expect((await lab.browserOf('alice').open(`${lab.addresses.shop}/me`)).status).toBe(200);
  });
});
