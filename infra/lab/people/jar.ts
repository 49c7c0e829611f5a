import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../../stack/errors.ts';
import type { Stack } from '../../stack/stack.ts';
import type { Person } from './person.ts';

/** One cookie of a jar. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** The paths below which a client sends it. */
  readonly path: string;
}

/**
 * The file that keeps the credential of a person at a contender: a cookie jar of curl. A login, a refresh and a new cart
 * change it. No other answer does, so after a logout it is what a thief has who copied it before. It stands in the
 * directory of the run, which only its owner can enter and which the end of the lab removes.
 */
export function jarOf(
  { directory }: Pick<Stack, 'directory'>,
  person: Person,
  arm: string,
): string {
  return join(jarsOf({ directory }), `${person.name}-${arm}.jar`);
}

export function jarsOf({ directory }: Pick<Stack, 'directory'>): string {
  return join(directory, 'jars');
}

/** The jar of somebody who has logged in. @throws StackError `not_possible` that names the command to log in */
export function keptJar(stack: Stack, person: Person, arm: string): string {
  const jar = jarOf(stack, person, arm);
  if (existsSync(jar)) return jar;
  throw new StackError(
    'not_possible',
    `${person.name} has no credential of ${arm}; log in first: ./lab login ${person.name} ${arm}`,
  );
}

/** Has curl fill a new jar. It takes the place of the old one only when `fill` resolves to true. */
export async function fillJar(
  jar: string,
  fill: (path: string) => Promise<boolean>,
): Promise<void> {
  mkdirSync(join(jar, '..'), { recursive: true, mode: 0o700 });
  const fresh = `${jar}.new`;
  const isKept = await fill(fresh);
  if (!isKept) return;
  chmodSync(fresh, 0o600);
  renameSync(fresh, jar);
}

/** Has curl send the cookies of a jar and write it again, with those that the answer changed. */
export async function changeJar<T>(jar: string, ask: (path: string) => Promise<T>): Promise<T> {
  const fresh = `${jar}.new`;
  const answered = await ask(fresh);
  // curl writes no jar where it got no answer.
  if (existsSync(fresh)) {
    chmodSync(fresh, 0o600);
    renameSync(fresh, jar);
  }
  return answered;
}

/** The cookies of a jar, in the format of Netscape that curl writes: seven fields, separated by tabs. */
export function readJar(path: string): readonly Cookie[] {
  const rows = readFileSync(path, 'utf8').split('\n');
  return rows.flatMap((row) => {
    const fields = row.replace(/^#HttpOnly_/, '').split('\t');
    const [, , path = '', , , name = '', value = ''] = fields;
    return row.startsWith('# ') || fields.length < 7 ? [] : [{ name, value, path }];
  });
}

/**
 * Writes a second jar, in which the last character of each signature of 64 bytes is another one. It has 6 bits, of which
 * a decoder reads the first 2 (RFC 4648, section 3.5), so the decoded signature is the same.
 * @returns the path of that jar
 */
export function respelledJar(jar: string): string {
  const other = { A: 'B', Q: 'R', g: 'h', w: 'x' };
  const isLast = (letter: string): letter is keyof typeof other => letter in other;
  const text = readFileSync(jar, 'utf8').replace(
    /(\.[\w-]{85})([AQgw])$/gm,
    (whole, before: string, last: string) => (isLast(last) ? before + other[last] : whole),
  );
  const respelled = `${jar}.respelled`;
  writeFileSync(respelled, text, { mode: 0o600 });
  return respelled;
}
