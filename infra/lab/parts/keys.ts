import { z } from 'zod';
import { StackError } from '../../stack/errors.ts';
import type { Arm } from '../../stack/stack.ts';
import { type Asked, codeOf, curl, printCurl } from '../people/curl.ts';
import type { Told, Verb } from '../verb.ts';
import { armNamed } from './named-parts.ts';

const changes = ['rotate', 'withdraw'] as const;
type Change = (typeof changes)[number];

/** The keys that sign and verify the tokens of a contender. */
export const keys: Verb = {
  words: 'CONTENDER [rotate|withdraw]',
  meaning: 'show the key set that a contender publishes, or add a key, or take the oldest one out',
  help: [
    'rotate publishes a new key, which signs when every verifier can have fetched it.',
    'withdraw takes the oldest key out of the set at once. A verifier believes a set that it has fetched before',
    'for JWKS_MAX_AGE_MS: 10 minutes, or less after ./lab up --set JWKS_MAX_AGE_MS=5000.',
  ],
  misfit: ([, word]) =>
    word === undefined || isChange(word)
      ? null
      : `rotate, withdraw or no second word, not "${word}"`,
  async run(stack, [name = '', word]) {
    const arm = armNamed(stack, name);
    const before = await published(arm);
    if (!isChange(word))
      return { commands: [printCurl(before.asked)], lines: linesOf(arm, before.kids) };
    return await change(arm, word, before.kids);
  },
};

async function change(arm: Arm, what: Change, before: readonly string[]): Promise<Told> {
  const [replica] = arm.replicas;
  const asked: Asked = { url: `${replica?.metricsUrl}/keys/${what}`, method: 'POST' };
  const answered = await curl(asked);
  const commands = [printCurl(asked)];
  const { spec } = arm;
  if (answered.status !== 200) {
    const refusal = `${spec.arm}  ${answered.status ?? 'no answer'}  ${codeOf(answered)}`;
    return { commands, lines: [refusal.trimEnd()], exitCode: 1 };
  }
  const { kids } = await published(arm);
  const { kid } = z.object({ kid: z.string() }).parse(JSON.parse(answered.body));
  return {
    commands,
    lines: [
      ...before
        .filter((each) => !kids.includes(each))
        .map((each) => `${spec.arm}  ${each} withdrawn`),
      ...kids
        .filter((each) => !before.includes(each))
        .map((each) => `${spec.arm}  ${each} published`),
      `${spec.arm}  ${kid} signs`,
    ],
  };
}

const keySet = z.object({ keys: z.array(z.object({ kid: z.string() })) });

/** The names of the keys that the contender publishes now, the newest first. @throws StackError `not_possible` */
async function published({ spec, url }: Arm) {
  const asked: Asked = { url: `${url}/.well-known/jwks.json` };
  const { status, body } = await curl(asked);
  if (status === 200)
    return { asked, kids: keySet.parse(JSON.parse(body)).keys.map(({ kid }) => kid) };
  throw new StackError(
    'not_possible',
    `${spec.arm} publishes no keys (${status ?? 'no answer'}): only tokens have them`,
  );
}

function linesOf({ spec }: Arm, kids: readonly string[]): readonly string[] {
  const none = 'an empty set: one secret signs and verifies';
  return (kids.length === 0 ? [none] : kids).map((kid) => `${spec.arm}  ${kid}`);
}

function isChange(word: string | undefined): word is Change {
  return changes.some((each) => each === word);
}
