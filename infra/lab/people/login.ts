import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from '../../stack/errors.ts';
import type { Stack } from '../../stack/stack.ts';
import type { Told } from '../verb.ts';
import { type Answered, type Asked, codeOf, curl, printCurl } from './curl.ts';
import { fillJar, jarOf, keptJar, readJar } from './jar.ts';
import type { Pair } from './pair.ts';
import type { Place } from './person.ts';

/**
 * Logs somebody in and keeps the credential. `isSameBrowser` sends the cookies that are kept so far. A login that is refused leaves the kept one as it
 * is.
 */
export async function logIn(pair: Pair, isSameBrowser: boolean): Promise<Told> {
  const { stack, person, place } = pair;
  const jar = jarOf(stack, person, place.arm.spec.arm);
  const { account } = person;
  const json = { username: account, password: `${account}-demo-password` };
  const sent = isSameBrowser ? { jar: keptJar(stack, person, place.arm.spec.arm) } : {};
  const asked = { url: `${place.url}/login`, json, ...sent };
  let answered: Answered = { status: null, body: '' };
  await fillJar(jar, async (newJar) => {
    answered = await patiently(() => curl({ ...asked, newJar }));
    return answered.status === 200;
  });
  if (answered.status === 200) requireCookies(jar, place);
  const done = `${person.name} is ${answered.status === 200 ? 'in' : 'not logged in'}`;
  return toldOf({ ...asked, newJar: jar }, answered, pair, done);
}

/** Logs an admin in. @returns the jar of the admin at this place */
export async function adminJar(stack: Stack, place: Place): Promise<string> {
  const { username, password } = stack.adminAccount();
  const jar = jarOf(stack, { name: username, account: username }, place.arm.spec.arm);
  await fillJar(jar, async (newJar) => {
    const json = { username, password };
    return (
      (await patiently(() => curl({ url: `${place.url}/login`, json, newJar }))).status === 200
    );
  });
  return jar;
}

const attempts = 5;

/** Asks again, a second later, where the app checks other passwords at this moment (429). */
async function patiently(ask: () => Promise<Answered>): Promise<Answered> {
  for (let attempt = 1; attempt < attempts; attempt += 1) {
    const answered = await ask();
    if (answered.status !== 429) return answered;
    await sleep(1_000);
  }
  return await ask();
}

/** @throws StackError `not_possible` where the credential does not travel in a cookie */
function requireCookies(jar: string, { name }: Place): void {
  if (existsSync(jar) && readJar(jar).some((cookie) => !cookie.name.startsWith('route_'))) return;
  throw new StackError(
    'not_possible',
    `the login at ${name} set no cookie: it gives out no credential, or the lab runs with CARRIAGE=bearer. ./lab keeps cookies only`,
  );
}

/** Prints a request that changes something, and what it did. */
export function toldOf(
  asked: Asked,
  answered: Answered,
  { place, width }: Pair,
  done: string,
): Told {
  const { status } = answered;
  const words = [place.name.padEnd(width), done, status ?? 'no answer', codeOf(answered)];
  return {
    commands: [printCurl(asked)],
    lines: [words.join('  ').trimEnd()],
    exitCode: status !== null && status < 300 ? 0 : 1,
  };
}
