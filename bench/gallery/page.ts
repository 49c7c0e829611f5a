import { capitalised, enumerate, name } from '../report/format.ts';
import { wrap } from '../report/terminal/table.ts';
import { contradicts, holdsOnAll, type Statement } from './agreement.ts';
import {
  type CellStatement,
  faultStatements,
  ledgerStatements,
  raceStatements,
  revocationStatements,
} from './classes.ts';
import type { KeptRun } from './kept-run.ts';
import { costTable, machineTable, matrix } from './page-tables.ts';
import { addingARun, countingRules, introduction } from './page-text.ts';
import type { PairGroups, PairInRuns } from './pairs.ts';

/** The pictures of the page, by their file names in the gallery. */
export const pictures = {
  toFloor: 'ratios-to-floor.svg',
  ofContenders: 'ratios-of-contenders.svg',
} as const;

interface Topic {
  readonly topic: string;
  readonly statements: readonly Statement[];
}

/** `gallery/README.md`: what holds on every kept run, and what depends on the machine or the stack. */
export function galleryPage(runs: readonly KeptRun[], pairs: PairGroups): string {
  const races = raceStatements(runs);
  const revocations = revocationStatements(runs);
  const faults = faultStatements(runs);
  const ledger = ledgerStatements(runs);
  const topics: Topic[] = [
    { topic: 'what a request costs, whole path', statements: costStatements(pairs, 0) },
    { topic: 'what a request costs, replica alone', statements: costStatements(pairs, 1) },
    { topic: 'a logout with requests under way', statements: races },
    { topic: 'how long a revoked credential works', statements: revocations },
    { topic: 'who is misjudged during a fault', statements: faults },
    { topic: 'commands and round trips to Redis', statements: ledger },
  ];
  const parts = [
    introduction,
    '## The runs',
    machineTable(runs),
    countingRules,
    '## What holds and what depends',
    holdsTable(topics),
    dependsText(topics),
    sizeText([...pairs.toFloor, ...pairs.ofContenders]),
    ...costSection(pairs),
    ...countedSections({ races, revocations, faults, ledger }),
    addingARun,
  ];
  return `${parts
    .filter((part) => part !== '')
    .join('\n\n')
    .replaceAll('\u00a0', ' ')}\n`;
}

function costStatements({ toFloor, ofContenders }: PairGroups, cost: number): Statement[] {
  return [...toFloor, ...ofContenders]
    .filter(({ isAa }) => !isAa)
    .flatMap(({ a, b, byCost }) => {
      const agreement = byCost[cost]?.agreement;
      return agreement === undefined || agreement.of === 0
        ? []
        : [{ subject: `${a} ÷ ${b}`, agreement }];
    });
}

function holdsTable(topics: readonly Topic[]): string {
  const rows = topics.map(({ topic, statements }) => {
    const holding = statements.filter(({ agreement }) => holdsOnAll(agreement)).length;
    const opposed = statements.filter(({ agreement }) => contradicts(agreement)).length;
    const runs = Math.max(0, ...statements.map(({ agreement }) => agreement.of));
    const undecided = statements.length - holding - opposed;
    return `| ${topic} | ${runs} | ${statements.length} | ${holding} | ${undecided} | ${opposed} |`;
  });
  const head =
    '| topic | runs that count | statements | hold on all | some runs see no difference | runs disagree |';
  return [head, '|:--|--:|--:|--:|--:|--:|', ...rows].join('\n');
}

function dependsText(topics: readonly Topic[]): string {
  const depending = topics
    .flatMap(({ topic, statements }) => statements.map((each) => ({ topic, ...each })))
    .filter(({ agreement }) => !holdsOnAll(agreement))
    .sort(
      (one, other) => Number(contradicts(other.agreement)) - Number(contradicts(one.agreement)),
    );
  if (depending.length === 0) return 'No statement depends on the run.';
  const items = depending.flatMap(({ topic, ...statement }) => item(dependsItem(topic, statement)));
  return [
    'These statements depend on the run. Those in which runs disagree come first.',
    '',
    ...items,
  ].join('\n');
}

function dependsItem(topic: string, { subject, agreement }: Statement): string {
  const { says, holds, of, others } = agreement;
  const rest = [...Map.groupBy(others, (each) => each.says)].map(
    ([other, folders]) => `${other} on ${enumerate(folders.map(({ folder }) => name(folder)))}`,
  );
  return `- ${capitalised(topic)}: ${name(subject)} ${says} on ${holds} of ${of}; ${enumerate(rest)}.`;
}

/** An item of a list, wrapped, with the further lines under its text. */
function item(text: string): string[] {
  return wrap(text, 118).map((line, index) => (index === 0 ? line : `  ${line}`));
}

/** From here on most of the differences between runs are more than their intervals explain (Higgins and others, 2003). */
const considerable = 0.75;

function sizeText(pairs: readonly PairInRuns[]): string {
  const moved = pairs.flatMap(({ a, b, byCost, isAa }) => {
    const shares = byCost.flatMap(({ heterogeneity: found }) =>
      found !== null && found.iSquared >= considerable ? [found.iSquared] : [],
    );
    return shares.length === 0 || isAa ? [] : [name(`${a} ÷ ${b}`)];
  });
  const text =
    moved.length === 0
      ? ''
      : `The size of ${moved.length === 1 ? 'one ratio' : `${moved.length} ratios`} differs between the runs by more than the intervals explain (I² of 75 % or more): ${enumerate(moved)}. Take the direction from this page, and the size from a run on your own machine.`;
  return wrap(text, 118).join('\n');
}

function costSection({ toFloor, ofContenders }: PairGroups): string[] {
  return [
    '## What a request costs',
    costReading,
    `![Each contender divided by the floor, in each run](${pictures.toFloor})`,
    `![Pairs of contenders, in each run](${pictures.ofContenders})`,
    costTable([...toFloor, ...ofContenders]),
  ];
}

const costReading = `Each panel is a pair, each row a run: the ratio of the two costs within that run, with its 95 % interval. A filled mark counts,
a hollow one does not. On the line at 1 both cost the same. A run has no ratio where no trial was valid, and none of the
whole path where its bench did not read or did not compare the CPU of the balancer. The table has the smallest and the largest
ratio of the runs that count. Cochran's Q compares their differences with their intervals: it is about as large as the
number in brackets where all runs have the same true ratio. I² is the share of the differences that the intervals do not
explain.`;

function countedSections({
  races,
  revocations,
  faults,
  ledger,
}: Readonly<
  Record<'races' | 'revocations' | 'faults' | 'ledger', readonly CellStatement[]>
>): string[] {
  return [
    '## After a logout',
    'A cell holds on every run that counts, unless it says on how many.',
    'Does a request that is under way during the logout bring the credential back?',
    matrix(races),
    'How long does a revoked credential work, by the action that revoked it?',
    matrix(revocations),
    '## When something breaks',
    'Who is misjudged during the fault? `none` is a run of the same load without a fault.',
    matrix(faults),
    '## What Redis counts',
    'Commands and round trips of one request; the slope is the number of round trips by which the time of a request grows.',
    matrix(ledger),
  ];
}
