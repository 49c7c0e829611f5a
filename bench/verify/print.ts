import { printableText } from '../result/result-files.ts';
import type { Tampering } from './forge.ts';
import { differencesOf, type Verification } from './verify.ts';

/** As many differences are named; of more there is the number. */
const mostNamed = 20;
const indent = 12;

/** What was computed again, part by part, what differs, and what had to be taken as given. */
export function printVerification(verification: Verification): string {
  const { directory, result, parts, reports, given, unfinished } = verification;
  const { run, tool } = result;
  const differences = differencesOf(verification);
  const rows: [string, string][] = [
    [
      'run',
      `${run.id}, profile ${run.profile}, seed ${run.seed}, schema ${result.schemaVersion}, method ${tool.methodVersion}`,
    ],
    ...unfinished.map((name): [string, string] => [
      '',
      `it stopped before it had measured ${name}; the rest is verified`,
    ]),
    ['files', checksumsOf(verification)],
    ...parts.map((each): [string, string] => [each.part, countsOf(each)]),
    ...reports.map((each): [string, string] => [
      each.name,
      each.isThere
        ? countsOf(each)
        : `not in the folder: drawn again, not compared (${amounts(each)})`,
    ]),
    ['measured', `${number(given.raw)} values of trials, from which all of this follows`],
    [
      'given',
      `${number(sum([...given.others.values()]))} other values taken as given: ${[...given.others].map(([group, values]) => `${group} ${number(values)}`).join(', ')}`,
    ],
    ...notesOf(verification),
  ];
  const figures = sum([...parts, ...compared(verification)].map((each) => each.figures));
  const sentences = sum([...parts, ...compared(verification)].map((each) => each.sentences));
  return [
    directory,
    ...rows.map(([name, text]) => `  ${name.padEnd(indent)}${text}`),
    ...differences.slice(0, mostNamed).map((each) => `  ${'differs'.padEnd(indent)}${each}`),
    ...(differences.length > mostNamed
      ? [`  ${''.padEnd(indent)}and ${number(differences.length - mostNamed)} more`]
      : []),
    `verify: ${number(figures)} figures and ${number(sentences)} sentences recomputed, ${number(differences.length)} differ`,
    '',
  ].join('\n');
}

/** Each planted edit with what found it. */
export function printTampering({ planted, withoutPlace }: Tampering): string {
  const caught = planted.filter(({ caughtBy }) => caughtBy !== null);
  const redrawn = planted.filter(({ drawsReports }) => drawsReports);
  return [
    'planted edits, each with new checksums (*: and with the reports drawn again from the forged results)',
    ...planted.flatMap(({ name, drawsReports, caughtBy }) => [
      `  ${caughtBy === null ? 'MISSED' : 'caught'} ${drawsReports ? '*' : ' '} ${name}`,
      ...(caughtBy === null ? [] : [`           ${caughtBy}`]),
    ]),
    ...withoutPlace.map((name) => `  not in this run: ${name}`),
    `verify --tamper: ${caught.length} of ${planted.length} planted edits were caught, ${redrawn.length} of them with the reports drawn again`,
    '',
  ].join('\n');
}

function compared({ reports }: Verification) {
  return reports.filter(({ isThere }) => isThere);
}

interface Counted {
  readonly figures: number;
  readonly sentences: number;
  readonly differences: readonly string[];
}

function countsOf(counted: Counted): string {
  return `${amounts(counted)}, ${number(counted.differences.length)} differ`;
}

function amounts({ figures, sentences }: Omit<Counted, 'differences'>): string {
  return `${number(figures)} figures and ${number(sentences)} sentences`;
}

function checksumsOf({ checksums }: Verification): string {
  const { present, holding, broken } = checksums;
  if (!present) return 'no SHA256SUMS, so no file was checked by its sum';
  const held = `as SHA256SUMS says: ${printableText(holding.join(', ')) || 'none'}`;
  return broken.length === 0 ? held : `${held}; ${broken.length} not`;
}

/** What is no difference, and yet to be known. */
function notesOf({
  otherWords,
  absent,
  parts,
  reports,
  checksums,
}: Verification): [string, string][] {
  const onlyReports =
    checksums.broken.length === 0 &&
    parts.every(({ differences }) => differences.length === 0) &&
    reports.some(({ differences }) => differences.length > 0);
  return [
    ...(otherWords.length === 0
      ? []
      : [
          [
            'words',
            `${otherWords.length} explaining texts are worded otherwise by this version: ${otherWords.slice(0, 3).join(', ')}`,
          ] satisfies [string, string],
        ]),
    ...(absent === 0
      ? []
      : [
          [
            'later',
            `${number(absent)} values that a later version adds are not in this file`,
          ] satisfies [string, string],
        ]),
    ...(onlyReports
      ? [
          [
            'hint',
            'only a report differs: another version of the lab may have drawn it; `make report DIR=…` draws it again',
          ] satisfies [string, string],
        ]
      : []),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
