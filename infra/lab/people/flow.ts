import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { readOptions } from '../options.ts';
import type { Told, Verb } from '../verb.ts';
import { type Asked, codeOf, curl, type FullAnswer, printCurl } from './curl.ts';
import { jarOf, keptJar } from './jar.ts';
import { answererOf, eachPair, type Pair } from './pair.ts';

const options = { '--new': 'begin another flow, also where one is kept' };

/** The onboarding: a form of three pages, whose state stands in Redis under a name of its own. */
export const flow: Verb = {
  words: 'PERSON [PLACE…] [STEP=ANSWER]',
  meaning: 'begin the onboarding, answer a step, or show it: alice tokens profile=Alice',
  options,
  help: [
    'PERSON is alice, bob or grace, or a device such as alice@phone. PLACE is a contender or a replica.',
    'The steps are profile, plan and confirmation, in this order. Each line begins with the replica that answered.',
    'The first call begins a flow and keeps its ID. Without a step the next calls show that flow.',
    'All devices of an account share the kept ID, until ./lab reset.',
  ],
  misfit(words) {
    const steps = words.filter((word) => word.includes('='));
    if (steps.length > 1) return `one step at a time, not "${steps.join(' ')}"`;
    const [step] = steps;
    return step === undefined || /^[a-z]+=./.test(step)
      ? null
      : `a step such as profile=Alice, not "${step}"`;
  },
  run(stack, all) {
    const { words, options: given } = readOptions(all, options);
    const who = words.filter((word) => !word.includes('='));
    const step = words.find((word) => word.includes('='));
    return eachPair(stack, who, async (pair) => {
      const kept = given.has('--new') ? null : keptFlow(pair);
      if (kept !== null) return await goOn(pair, kept, step);
      const begun = await begin(pair);
      if (step === undefined || begun.flowId === null) return begun;
      const done = await goOn(pair, begun.flowId, step);
      const commands = [...begun.commands, ...done.commands];
      return { ...done, commands, lines: [...begun.lines, ...done.lines] };
    });
  },
};

function goOn(pair: Pair, flowId: string, step: string | undefined) {
  return step === undefined ? read(pair, flowId) : answer(pair, flowId, step);
}

/** `flowId` is null where the app refused. */
async function begin(pair: Pair): Promise<Told & { readonly flowId: string | null }> {
  const asked = { ...requestOf(pair, ''), method: 'POST' } as const;
  const answered = await curl(asked);
  if (answered.status !== 201) {
    return { ...toldOfFlow(pair, asked, answered, 'no new flow'), flowId: null };
  }
  const { flowId } = z.object({ flowId: z.uuid() }).parse(JSON.parse(answered.body));
  writeFileSync(flowFile(pair), flowId, { mode: 0o600 });
  return { ...toldOfFlow(pair, asked, answered, 'a new flow'), flowId };
}

async function read(pair: Pair, flowId: string): Promise<Told> {
  const asked = requestOf(pair, `/${flowId}`);
  const answered = await curl(asked);
  return toldOfFlow(
    pair,
    asked,
    answered,
    answered.status === 200 ? stateOf(answered.body) : 'no such flow',
  );
}

async function answer(pair: Pair, flowId: string, step: string): Promise<Told> {
  const at = step.indexOf('=');
  const path = `/${flowId}/steps/${step.slice(0, at)}`;
  const asked: Asked = {
    ...requestOf(pair, path),
    method: 'PUT',
    json: { answer: step.slice(at + 1) },
  };
  return toldOfFlow(pair, asked, await curl(asked), step);
}

function requestOf({ stack, person, place }: Pair, path: string) {
  const jar = keptJar(stack, person, place.arm.spec.arm);
  return { url: `${place.url}/onboarding${path}`, jar };
}

function toldOfFlow(pair: Pair, asked: Asked, answered: FullAnswer, what: string): Told {
  const { status } = answered;
  const who = answererOf(pair, answered);
  return {
    commands: [printCurl(asked)],
    lines: [[who, what, status ?? 'no answer', codeOf(answered)].join('  ').trimEnd()],
    exitCode: status !== null && status < 300 ? 0 : 1,
  };
}

const flowSchema = z.object({
  steps: z.record(z.string(), z.object({ answer: z.string() })),
  complete: z.boolean(),
});

function stateOf(body: string): string {
  const { steps, complete } = flowSchema.parse(JSON.parse(body));
  const answers = Object.entries(steps).map(([name, step]) => `${name}=${step.answer}`);
  return `${answers.join(', ') || 'no step yet'}${complete ? ': complete' : ''}`;
}

/** The account and not the device: somebody may begin on the phone and finish on the laptop. */
function flowFile({ stack, person: { account }, place }: Pair): string {
  return jarOf(stack, { name: account, account }, place.arm.spec.arm).replace(/jar$/, 'flow');
}

function keptFlow(pair: Pair): string | null {
  const file = flowFile(pair);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
