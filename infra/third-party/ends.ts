import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from '../stack/errors.ts';
import { browserOf, callAll, refresh } from './call.ts';
import { endpointsOf } from './parties.ts';
import type { ThirdParty } from './third-party.ts';
import { printSent, type Sent } from './wire.ts';

/** What travelled while something ended, and the answers to the calls before and right after. */
interface Ended {
  readonly sent: readonly Sent[];
  readonly before: string;
  readonly after: string;
}

/**
 * Calls before something ends, and right after. New tokens come first, so each has its whole life before it.
 * @throws StackError `not_possible` that names the command to log in
 */
async function beforeAndAfter(
  lab: ThirdParty,
  person: string,
  end: () => Promise<unknown>,
): Promise<Ended> {
  if (!(await refresh(lab, person))) {
    throw new StackError(
      'not_possible',
      `the shop gets no new tokens for ${person}; log in first: ./lab oauth login ${person}`,
    );
  }
  const before = await callAll(lab, person);
  lab.wire.take();
  await end();
  const sent = lab.wire.take();
  return { sent, before, after: await callAll(lab, person) };
}

const everyMs = 250;

/** What `./lab oauth revoke` prints. It goes on calling until no access token is let in any more. */
export async function revoke(
  lab: ThirdParty,
  [person = '']: readonly string[],
): Promise<readonly string[]> {
  const { sent, before, after } = await beforeAndAfter(lab, person, () =>
    browserOf(lab, person).submit(`${lab.addresses.shop}/revoke`, {}),
  );
  const startedMs = performance.now();
  const rows = [...sent.flatMap(printSent), `before        ${before}`, `right after   ${after}`];
  const lastMs = startedMs + (lab.lives.accessTokenS + lab.lives.cachedAnswerS) * 1000;
  for (let last = after; /(?:cached|signed) 200/.test(last) && performance.now() < lastMs; ) {
    await sleep(everyMs);
    const now = await callAll(lab, person);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    if (now !== last) rows.push(`${`${seconds} s later`.padEnd(12)}  ${now}`);
    last = now;
  }
  lab.wire.take();
  return rows;
}

/** What `./lab oauth logout` prints. */
export async function logOut(
  lab: ThirdParty,
  [person = '']: readonly string[],
): Promise<readonly string[]> {
  const { sent, before, after } = await beforeAndAfter(lab, person, async () => {
    const browser = browserOf(lab, person);
    const { text } = await browser.open(endpointsOf(lab.addresses.issuer).endSession);
    const [, action = ''] = /action="([^"]+)"/.exec(text) ?? [];
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(text) ?? [];
    await browser.submit(action, { xsrf, logout: 'yes' });
  });
  lab.wire.take();
  return [
    ...sent.flatMap(printSent),
    'the logout token:',
    ...Object.entries(lab.shop.lastLogoutToken() ?? {}).map(
      ([name, value]) => `  claim   ${name.padEnd(9)}  ${printClaim(value)}`,
    ),
    `before        ${before}`,
    `right after   ${after}`,
  ];
}

function printClaim(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
