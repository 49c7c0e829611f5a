import { createHmac, randomBytes } from 'node:crypto';
import { contenderNamed } from '../../contenders/contenders.ts';
import type { Arm, Stack } from '../../stack/stack.ts';
import { armNamed } from '../parts/named-parts.ts';
import { printReply } from '../parts/redis-reply.ts';
import type { Verb } from '../verb.ts';
import { verdictOf } from './curl.ts';

/** What somebody can do who has read a Redis, and what this thief still needs. */
export const steal: Verb = {
  words: '[CONTENDER…]',
  meaning: 'read its Redis as a thief would, and try to get in with what is there',
  help: [
    'A session ID is tried as it is, signed with a secret of the thief, and signed with the secret of the app.',
    'A refresh token is made of the login that Redis names, with a MAC that the thief guesses.',
  ],
  async run(stack, names) {
    const arms = (names.length > 0 ? names : [...stack.arms.keys()]).map((name) =>
      armNamed(stack, name),
    );
    const told = await Promise.all(arms.map((arm) => robbed(stack, arm)));
    const rows = told.flat();
    const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
    return rows.map(
      ([where, what, outcome]) => `${where.padEnd(width(0))}  ${what.padEnd(width(1))}  ${outcome}`,
    );
  },
};

/** Where, what the thief uses, what comes of it. */
type Row = readonly [where: string, what: string, outcome: string];

async function robbed(stack: Stack, arm: Arm): Promise<readonly Row[]> {
  const isSessions = contenderNamed(arm.spec.contender).app === 'sessions';
  const prefix = isSessions ? 'sess:' : 'refresh-family:';
  const [key = ''] = await read(arm, 'KEYS', `${prefix}*`);
  if (!key.startsWith(prefix)) return [[arm.store.name, 'no login', 'nothing to steal']];
  return isSessions ? await robbedSession(stack, arm, key) : await robbedLogin(arm, key);
}

async function robbedSession(stack: Stack, arm: Arm, key: string): Promise<readonly Row[]> {
  const id = key.slice('sess:'.length);
  const [record = ''] = await read(arm, 'GET', key);
  const subject = /"subject":"([^"]+)"/.exec(record)?.[1] ?? 'somebody';
  const secret = arm.spec.environment?.SESSION_SECRET ?? stack.sessionSecret();
  const tries = [
    ['its ID', id],
    ["signed with the thief's secret", signed(id, randomBytes(32).toString('base64url'))],
    ["signed with the app's secret", signed(id, secret)],
  ] as const;
  const rows: Row[] = [
    [arm.store.name, `sess:${id.slice(0, 4)}…(${id.length})`, `${subject} is in`],
  ];
  for (const [what, value] of tries) {
    const cookie = `${cookieNamed('sid', arm)}=${encodeURIComponent(value)}`;
    const answer = await fetch(`${arm.url}/me`, { headers: { cookie } });
    rows.push([arm.spec.arm, what, verdictOf(await answered(answer))]);
  }
  return rows;
}

/** As express-session signs an ID (the package cookie-signature). */
function signed(id: string, secret: string): string {
  const mac = createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '');
  return `s:${id}.${mac}`;
}

async function robbedLogin(arm: Arm, key: string): Promise<readonly Row[]> {
  const sid = key.slice(key.lastIndexOf(':') + 1);
  const [subject = '', generation = ''] = await read(arm, 'HMGET', key, 'subject', 'generation');
  const guess = randomBytes(32).toString('base64url');
  const cookie = `${cookieNamed('refresh', arm)}=${sid}.${generation}.${guess}`;
  const answer = await fetch(`${arm.url}/token/refresh`, { method: 'POST', headers: { cookie } });
  return [
    [arm.store.name, `refresh-family:…:${sid.slice(0, 4)}…(${sid.length})`, `${subject} is in`],
    [arm.spec.arm, `refresh token ${generation}, MAC guessed`, verdictOf(await answered(answer))],
  ];
}

function cookieNamed(kind: string, { spec }: Arm): string {
  return `${kind}_${spec.contender.replaceAll('-', '_')}`;
}

async function answered(answer: Response): Promise<{ status: number; body: string }> {
  return { status: answer.status, body: await answer.text() };
}

async function read({ store }: Arm, ...command: readonly string[]): Promise<string[]> {
  return printReply(await store.command(...command));
}
