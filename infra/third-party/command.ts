import { join } from 'node:path';
import { askKeeper, startHolder } from '../lab/keeper-client.ts';
import type { KeeperAnswer } from '../lab/keeper-protocol.ts';
import type { Project } from '../stack/project.ts';

type Lab = Pick<Project, 'lab'>;

/** The folder of the socket and of the log. The dot in its name keeps it apart from the runs of the lab. */
function homeOf({ lab }: Lab): Lab {
  return { lab: join(lab, '.third-party') };
}

/** Stops the issuer, the shop and the resource server. @returns null when they are not up */
export async function endThirdParty(project: Lab): Promise<KeeperAnswer | null> {
  return await askKeeper(homeOf(project), { verb: 'down', words: [] });
}

/**
 * Carries out `./lab oauth VERB …`.
 * @throws StackError when the programs do not start
 */
export async function oauth(
  project: Lab,
  [verb, ...words]: readonly string[],
): Promise<KeeperAnswer> {
  const rows = await usageRows();
  const usage = [
    './lab oauth VERB',
    ...rows.map(([line, meaning]) => `  ${line.padEnd(18)} ${meaning}`),
  ];
  if (verb === undefined || verb === '--help') return { ok: true, lines: usage };
  const problem = misfit(rows, verb, words);
  if (problem !== null) return { ok: false, lines: [problem, '', ...usage], exitCode: 2 };
  const home = homeOf(project);
  if (verb === 'up') {
    await endThirdParty(project);
    await startHolder(home, join(import.meta.dirname, 'main.ts'), []);
  }
  const asked = verb === 'up' ? 'addresses' : verb;
  const answer = await askKeeper(home, { verb: asked, words: [...words] });
  if (answer !== null) return answer;
  return { ok: verb === 'down', lines: ['no third party is up: ./lab oauth up'] };
}

type Row = readonly [line: string, meaning: string];

async function usageRows(): Promise<readonly Row[]> {
  // Only `./lab oauth` needs the libraries of the third party, and every `./lab` would wait for them.
  const { oauthVerbs } = await import('./verbs.ts');
  return [
    ['up', 'start an issuer, a shop and a resource server; nothing else of the lab has to be up'],
    ['down', 'stop them; so does `make down`'],
    ...Object.entries(oauthVerbs).map(
      ([verb, { words, meaning }]): Row => [`${verb} ${words}`.trimEnd(), meaning],
    ),
  ];
}

/** What is wrong with a command, in a sentence; null when nothing is. */
function misfit(rows: readonly Row[], verb: string, words: readonly string[]): string | null {
  const row = rows.find(([line]) => line.split(' ', 1)[0] === verb);
  if (row === undefined) return `./lab oauth has no verb "${verb}"`;
  const names = row[0].split(' ').slice(1);
  const fewest = names.filter((name) => !name.startsWith('[')).length;
  if (words.length >= fewest && words.length <= names.length) return null;
  return `./lab oauth ${verb} takes ${names.join(' ') || 'no word'}, not "${words.join(' ')}"`;
}
