/** `./lab`: starts the lab, breaks and mends its parts, and stops it. `make up` and `make down` call this. */

import { styleText } from 'node:util';
import { parseCommand, type UpOptions } from './lab/command.ts';
import { demo } from './lab/demo.ts';
import { answerTimeoutMs, askKeeper } from './lab/keeper-client.ts';
import type { KeeperAnswer, KeeperRequest } from './lab/keeper-protocol.ts';
import { summary, up } from './lab/up.ts';
import { verbNamed } from './lab/verbs.ts';
import { noticeLostOutput } from './lost-output.ts';
import { readEnvironment } from './stack/environment.ts';
import { StackError } from './stack/errors.ts';
import { host } from './stack/ports.ts';
import { project } from './stack/project.ts';
import { endThirdParty, oauth } from './third-party/command.ts';

/** Exit codes: 0 done, 1 the command failed, 2 a mistake on the command line. */
async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommand(argv, readEnvironment());
  switch (command.kind) {
    case 'up':
      return await start(command.options);
    case 'ask':
      return await tell(command.request);
    case 'oauth':
      return await tellThirdParty(command.words);
    case 'demo':
      return await demo(project, command.options);
    case 'help':
      for (const line of command.lines) console.log(line);
      return 0;
    default:
      return command satisfies never;
  }
}

async function start(options: UpOptions): Promise<number> {
  const arms = await saying(
    `waiting for ${options.contenders.join(', ')} to start: a minute at most, or some where images must be built`,
    up(project, options),
  );
  for (const line of summary(arms)) console.log(line);
  // Advice for a person at a terminal. A script that reads the output has no use for it.
  if (process.stdout.isTTY && readEnvironment().namesProxy) {
    console.error(
      `your shell names a proxy; so that curl reaches the lab: export no_proxy=${host}`,
    );
  }
  return 0;
}

async function tell(request: KeeperRequest): Promise<number> {
  const answer = await asking(request);
  const isDown = request.verb === 'down';
  const third = isDown ? await endThirdParty(project) : null;
  if (third !== null) print(third);
  if (answer !== null) return print(answer);
  if (third === null) console.error(isDown ? 'no lab is running' : 'no lab is running: make up');
  return isDown ? 0 : 1;
}

async function tellThirdParty(words: readonly string[]): Promise<number> {
  const asked = ['./lab oauth', ...words].join(' ');
  const why = words[0] === 'revoke' ? ', until no copied token is let in any more' : '';
  return print(
    await saying(`waiting for ${asked}: half a minute at most${why}`, oauth(project, words)),
  );
}

/** @returns the exit code */
function print(answer: KeeperAnswer): number {
  // On stderr: a script that reads what a verb found does not read how.
  for (const command of answer.commands ?? []) console.error(dimmed(`+ ${command}`));
  for (const line of answer.lines) (answer.ok ? console.log : console.error)(line);
  return answer.exitCode ?? (answer.ok ? 0 : 1);
}

/** Hands the verb to the keeper. A verb that takes its time says so at once, any other after three seconds. */
async function asking(request: KeeperRequest): Promise<KeeperAnswer | null> {
  const { verb, words } = request;
  const announcement = verbNamed(verb)?.announce?.(words);
  if (announcement === undefined) {
    const asked = ['./lab', verb, ...words].join(' ');
    const limit = `${answerTimeoutMs / 1_000} s at most`;
    return await saying(`waiting for ${asked}: ${limit}`, askKeeper(project, request));
  }
  console.error(announcement);
  return await askKeeper(project, request);
}

function dimmed(text: string): string {
  return styleText('dim', text, { stream: process.stderr });
}

const patienceMs = 3_000;

/** Says what is waited for, and how long it may take, when the work is not done after three seconds. */
async function saying<T>(what: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => console.error(what), patienceMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

/** After a mistake on the command line. The whole list would push the sentence before it off a small screen. */
const whereToLook = './lab lists the verbs, and ./lab VERB --help explains one';

noticeLostOutput();
// The path of the keeper's socket is short from here.
process.chdir(project.root);
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof TypeError) console.error(`${error.message}\n${whereToLook}`);
  else if (error instanceof StackError) console.error(error.message);
  else throw error;
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
