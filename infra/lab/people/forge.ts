import { readFileSync, writeFileSync } from 'node:fs';
import { StackError } from '../../stack/errors.ts';
import type { Told, Verb } from '../verb.ts';
import { keptCookie } from './credential.ts';
import { type Asked, curl, printCurl, verdictOf } from './curl.ts';
import { fillJar, jarOf, keptJar } from './jar.ts';
import { eachPair, type Pair } from './pair.ts';
import { readToken, type Token } from './taken-apart.ts';

/** One change of a token: `role=admin`, `alg=none`. */
type Change = readonly [name: string, value: unknown];

/** A token with other contents than its issuer signed. */
export const forge: Verb = {
  words: 'PERSON [PLACE…] NAME=VALUE…',
  meaning:
    'change claims or header of the kept token, and present it with and without its signature',
  help: [
    'alg, kid and typ stand in the header, every other name in the claims. A number stays a number.',
    'The forged token is kept as that of a device: alice@forged.',
  ],
  run(stack, words) {
    const changes = words.filter(isChange).map(readChange);
    if (changes.length === 0) {
      throw new StackError('not_possible', 'name what to change: role=admin');
    }
    const who = words.filter((word) => !isChange(word));
    return eachPair(stack, who, (pair) => forgeAt(pair, changes));
  },
};

async function forgeAt(pair: Pair, changes: readonly Change[]): Promise<Told> {
  const { stack, person, place, width } = pair;
  const cookie = keptCookie(pair);
  const token = readToken(cookie.value);
  if (token === null) {
    const what = `what ${person.name} sends to ${place.name} is no token: there is nothing in it to change`;
    throw new StackError('not_possible', what);
  }
  const { account } = person;
  const kept = keptJar(stack, person, place.arm.spec.arm);
  const jar = jarOf(stack, { name: `${account}@forged`, account }, place.arm.spec.arm);
  const asked: Asked = { url: `${place.url}/me`, jar };
  const present = async (signature: string) => {
    const forged = readFileSync(kept, 'utf8').replace(
      cookie.value,
      `${changed(token, changes)}.${signature}`,
    );
    await fillJar(jar, async (path) => {
      writeFileSync(path, forged, { mode: 0o600 });
      return true;
    });
    return verdictOf(await curl(asked));
  };
  const unsigned = await present('');
  const signed = await present(token.signature);
  return {
    commands: [printCurl(asked)],
    lines: [
      ...changes.map(([name, value]) => `${name}: ${told(token, name)} becomes ${text(value)}`),
      `with the old signature  ${signed}`,
      `without a signature     ${unsigned}`,
    ].map((line) => `${place.name.padEnd(width)}  ${line}`),
  };
}

const isChange = (word: string) => word.includes('=');

function readChange(word: string): Change {
  const at = word.indexOf('=');
  const value = word.slice(at + 1);
  return [word.slice(0, at), /^\d+$/.test(value) ? Number(value) : value];
}

/** Where a name stands: RFC 7515 section 4.1 has these three in the header. */
const inHeader = (name: string) => ['alg', 'kid', 'typ'].includes(name);

/** The first two parts of the forged token, in base64url. */
function changed({ header, claims }: Token, changes: readonly Change[]): string {
  const parts = [
    { ...header, ...Object.fromEntries(changes.filter(([name]) => inHeader(name))) },
    { ...claims, ...Object.fromEntries(changes.filter(([name]) => !inHeader(name))) },
  ];
  return parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

function told({ header, claims }: Token, name: string): string {
  const value = (inHeader(name) ? header : claims)[name];
  return value === undefined ? 'nothing' : text(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
