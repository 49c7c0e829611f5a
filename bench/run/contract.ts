import { request } from 'undici';
import { type Contender, contenderNamed } from '../../infra/contenders/contenders.ts';
import type { Arm, Stack } from '../../infra/stack/stack.ts';
import { type Credential, logIn } from '../load/credential.ts';
import { logOut } from '../load/revoke.ts';
import type { ContenderResult } from '../result/run.ts';

/**
 * Every contender keeps the contract over HTTP before it gets a figure. This is the short form, of what the bench
 * relies on; the whole contract stands in test/contract.
 */
interface Check {
  readonly name: string;
  /** Only for contenders that have credentials; the floor has none. */
  readonly needsCredential?: true;
  /** Only for contenders that promise to refuse a revoked credential before it expires. */
  readonly needsRevocation?: true;
  run(url: string, log: () => Promise<Credential>): Promise<void>;
}

const checks: readonly Check[] = [
  { name: 'alive without a credential', run: (url) => expectStatus(url, '/healthz', {}, 200) },
  { name: 'ready to serve', run: (url) => expectStatus(url, '/readyz', {}, 200) },
  { name: 'catalog is public', run: (url) => expectStatus(url, '/catalog', {}, 200) },
  {
    name: 'orders need a credential',
    needsCredential: true,
    run: (url) => expectStatus(url, '/orders', {}, 401),
  },
  {
    name: 'an invented credential is refused',
    needsCredential: true,
    run: async (url, login) => expectStatus(url, '/orders', invented((await login()).headers), 401),
  },
  {
    name: 'a credential from login is accepted',
    run: async (url, login) => expectStatus(url, '/orders', (await login()).headers, 200),
  },
  {
    name: 'a credential is refused after logout',
    needsCredential: true,
    needsRevocation: true,
    run: async (url, login) => {
      const credential = await login();
      const answer = await logOut(url, credential);
      if (answer.status !== 204)
        throw new Error(`POST /logout answered ${answer.status} instead of 204`);
      await expectStatus(url, '/orders', credential.headers, 401);
    },
  },
];

/** The headers of a credential under the same names, with a text in them that no login has issued. */
function invented(headers: Credential['headers']): Credential['headers'] {
  return headers.cookie === undefined
    ? { authorization: 'Bearer invented' }
    : { cookie: headers.cookie.replace(/=[^;]*/g, '=s%3Ainvented') };
}

/** Requests with a fresh, valid credential through the balancer; enough to meet every replica several times. */
const balancerRequests = 30;

export async function checkContender(stack: Stack, arm: Arm): Promise<ContenderResult> {
  const contender = contenderNamed(arm.spec.contender);
  const [replica] = arm.replicas;
  if (replica === undefined) throw new RangeError(`${arm.spec.arm} has no replica`);
  const failed: string[] = [];
  let passed = 0;
  for (const [index, check] of checks.filter((each) => appliesTo(each, contender)).entries()) {
    try {
      await check.run(replica.url, () => logIn(replica.url, stack.loadAccount(index)));
      passed++;
    } catch (error) {
      failed.push(`${check.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    contender: contender.contender,
    app: contender.app,
    check: contender.check,
    expectedRoundTrips: contender.request.roundTrips,
    sameCheckAs: contender.sameCheckAs,
    contract: { passed, failed },
    behindBalancer: await askThroughBalancer(stack, arm),
  };
}

function appliesTo(check: Check, { guarantee }: Contender): boolean {
  const { holds } = guarantee.revocation;
  if (check.needsCredential && holds === 'none') return false;
  return !check.needsRevocation || holds === 'next-request' || holds === 'pushed';
}

/** Logs in and then sends requests, each to the replica whose turn it is, as a user of three replicas would. */
async function askThroughBalancer(
  stack: Stack,
  arm: Arm,
): Promise<ContenderResult['behindBalancer']> {
  const credential = await logIn(arm.url, stack.loadAccount(0));
  let refused = 0;
  for (let sent = 0; sent < balancerRequests; sent++) {
    const { statusCode, body } = await request(`${arm.url}/orders`, {
      headers: credential.headers,
    });
    await body.dump();
    if (statusCode === 401) refused++;
  }
  return { requests: balancerRequests, refused };
}

async function expectStatus(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  expected: number,
): Promise<void> {
  const { statusCode, body } = await request(url + path, { headers });
  await body.dump();
  if (statusCode !== expected)
    throw new Error(`GET ${path} answered ${statusCode} instead of ${expected}`);
}
