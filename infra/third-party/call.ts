import { decodeJwt } from 'jose';
import { personNamed } from '../lab/people/person.ts';
import { StackError } from '../stack/errors.ts';
import type { Browser } from './browser.ts';
import type { Tokens } from './client.ts';
import { ways } from './orders.ts';
import type { ThirdParty } from './third-party.ts';
import { printSent, type Sent } from './wire.ts';

/** What somebody is asked with: the session of the shop, or an access token that is checked in one of the ways. */
const questions = ['session', ...ways] as const;

/** What `./lab oauth call` prints: what travelled for one call of each kind, then the answers and what they cost. */
export async function call(
  lab: ThirdParty,
  [person = '', times = '1']: readonly string[],
): Promise<readonly string[]> {
  if (!/^[1-9]\d{0,3}$/.test(times)) {
    throw new StackError('not_possible', `N is a number from 1 to 9999, not "${times}"`);
  }
  await refreshBeforeExpiry(lab, person);
  const travelled: Sent[] = [...lab.wire.take()];
  const rows: string[] = [];
  for (const question of questions) {
    const statuses = new Map<number, number>();
    for (let turn = 0; turn < Number(times); turn += 1) {
      const status = await callOnce(lab, person, question);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    const sent = lab.wire.take();
    travelled.push(...sent);
    const toIssuer = sent.filter(({ from, to }) => from === 'orders' && to === 'issuer').length;
    const answers = [...statuses].map(([status, count]) => `${status} × ${count}`).join(', ');
    rows.push(`${question.padEnd(12)}  ${answers.padEnd(9)}  questions to the issuer: ${toIssuer}`);
  }
  return times === '1' ? [...travelled.flatMap(printSent), ...rows] : rows;
}

/** @returns the status of the answer */
async function callOnce(
  lab: ThirdParty,
  person: string,
  question: (typeof questions)[number],
): Promise<number> {
  if (question === 'session') {
    return (await browserOf(lab, person).open(`${lab.addresses.shop}/me`)).status;
  }
  const { jwt, opaque } = copyOf(lab, person);
  return await lab.call(question, question === 'signed' ? jwt : opaque);
}

/** The browser of somebody, with their cookies. */
export function browserOf(lab: ThirdParty, person: string): Browser {
  return lab.browserOf(personNamed(person).name);
}

const aheadS = 5;

/** Gets new tokens as a client does, shortly before the old ones expire. The old ones stay where the issuer refuses. */
async function refreshBeforeExpiry(lab: ThirdParty, person: string): Promise<void> {
  const { exp = 0 } = decodeJwt(copyOf(lab, person).jwt);
  if (exp - Date.now() / 1000 < aheadS) await refresh(lab, person);
}

/** Has the shop get new tokens, which are copied in place of the old ones. @returns whether it got some */
export async function refresh(lab: ThirdParty, person: string): Promise<boolean> {
  const { status } = await browserOf(lab, person).submit(`${lab.addresses.shop}/refresh`, {});
  return status === 200;
}

/** @throws StackError `not_possible` that names the command to log in */
export function copyOf(lab: ThirdParty, person: string): Tokens {
  const copy = lab.shop.tokensOf(personNamed(person).account);
  if (copy !== null) return copy;
  throw new StackError(
    'not_possible',
    `the shop has no tokens for ${person}; log in first: ./lab oauth login ${person}`,
  );
}

/** One call of each kind, in one line: `session 200  introspected 401  cached 200  signed 200`. */
export async function callAll(lab: ThirdParty, person: string): Promise<string> {
  const answers: string[] = [];
  for (const question of questions) {
    answers.push(`${question} ${await callOnce(lab, person, question)}`);
  }
  return answers.join('  ');
}
