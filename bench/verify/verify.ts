import { gatesOf } from '../gates/gates.ts';
import { parseResult, unfinishedExperiments } from '../result/read-result.ts';
import { type Result, resultSchema } from '../result/result.ts';
import { printableText, ResultError } from '../result/result-files.ts';
import { methodVersion } from '../run/facts.ts';
import { factParts } from './facts.ts';
import { failoverParts } from './failover.ts';
import { type Checksums, type Folder, readFolder } from './folder.ts';
import { type Given, givenIn } from './given.ts';
import { lookupParts } from './lookup.ts';
import {
  type Compared,
  comparePart,
  corrected,
  type Difference,
  nameOfPlace,
  type Part,
  type Place,
} from './part.ts';
import { type ComparedReport, compareReports } from './reports.ts';
import { revocationParts } from './revocation.ts';

/** Values of one part of the run that were computed again. */
export interface CheckedPart {
  readonly part: string;
  readonly figures: number;
  readonly sentences: number;
  /** A sentence for each value that differs. */
  readonly differences: readonly string[];
}

export interface Verification {
  readonly directory: string;
  readonly result: Result;
  /** Experiments that the run was asked for and has no result of. */
  readonly unfinished: readonly string[];
  readonly checksums: Checksums;
  readonly parts: readonly CheckedPart[];
  readonly reports: readonly ComparedReport[];
  readonly given: Given;
  /** Texts beside the figures that this version of the lab words otherwise. */
  readonly otherWords: readonly string[];
  /** Values that later versions add and that this file does not have. */
  readonly absent: number;
}

/**
 * Computes everything again that follows from the trials of a run: what stands in `results.json`, and the reports in
 * its folder. Shows that the report follows from the trials, not that the trials happened.
 * @throws ResultError when the folder holds no result that this version of the lab can compute again
 */
export async function verifyFolder(directory: string): Promise<Verification> {
  return verify(await readFolder(directory));
}

export function verify({ directory, results, reports, checksums }: Folder): Verification {
  const result = parseResult(directory, results);
  requireVerifiable(directory, result);
  const derived = deriveAgain(result);
  return {
    directory,
    result,
    unfinished: unfinishedExperiments(result),
    checksums,
    parts: derived.checked.map(({ part, figures, sentences, problems }) => ({
      part,
      figures,
      sentences,
      differences: problems,
    })),
    reports: compareReports(derived.result, reports),
    given: givenIn(result, derived.parts),
    otherWords: derived.checked.flatMap(({ otherWords }) => otherWords.map(nameOfPlace)),
    absent: derived.checked.reduce((sum, { absent }) => sum + absent.length, 0),
  };
}

function requireVerifiable(
  directory: string,
  { tool, lookup, revocation, failover }: Result,
): void {
  if (tool.methodVersion !== methodVersion) {
    throw new ResultError(
      'other-version',
      `${directory}: the run was measured by method ${tool.methodVersion}, and this version of the lab computes by method ${methodVersion}: verify it with the version that measured it`,
    );
  }
  if (lookup === null && revocation === null && failover === null) {
    throw new ResultError(
      'incomplete',
      `${directory}: the run stopped before it had finished an experiment, so there is nothing to verify`,
    );
  }
}

interface CheckedAgain extends Pick<Compared, 'figures' | 'sentences' | 'otherWords' | 'absent'> {
  readonly part: string;
  readonly problems: readonly string[];
}

interface Derived {
  readonly checked: readonly CheckedAgain[];
  readonly parts: readonly Part[];
  /** The result with every value that differs replaced by the one that follows from the trials. */
  readonly result: Result;
}

/** In two steps: the gates judge the figures that follow from the trials, and not those of the file. */
export function deriveAgain(kept: Result): Derived {
  const experiments = [
    checkAgain('facts', () => factParts(kept)),
    checkAgain('lookup', () => lookupParts(kept)),
    checkAgain('revocation', () => revocationParts(kept)),
    checkAgain('failover', () => failoverParts(kept)),
  ];
  const measured = correctedResult(kept, experiments);
  const gates = checkAgain('gates', () => [
    { place: ['gates'], kept: kept.gates, again: gatesOf(measured), holds: 'whole' },
  ]);
  const all = [...experiments, gates];
  return {
    checked: all.filter(({ parts, problems }) => parts.length > 0 || problems.length > 0),
    parts: all.flatMap(({ parts }) => parts),
    result: correctedResult(kept, all),
  };
}

interface Checking extends CheckedAgain {
  readonly parts: readonly Part[];
  readonly differences: readonly Difference[];
}

function checkAgain(part: string, compute: () => Part[]): Checking {
  try {
    const parts = compute();
    const compared = parts.map(comparePart);
    const sum = (what: 'figures' | 'sentences') =>
      compared.reduce((total, each) => total + each[what], 0);
    const differences = compared.flatMap((each) => each.differences);
    return {
      part,
      parts,
      differences,
      figures: sum('figures'),
      sentences: sum('sentences'),
      problems: differences.map(sentenceFor),
      otherWords: compared.flatMap((each): readonly Place[] => each.otherWords),
      absent: compared.flatMap((each): readonly Place[] => each.absent),
    };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    const problems = [`${part} cannot be computed again from its trials: ${because}`];
    const none = { parts: [], differences: [], otherWords: [], absent: [] };
    return { part, ...none, figures: 0, sentences: 0, problems };
  }
}

/** What the schema does not take stands as it was: its difference is named all the same. */
function correctedResult(kept: Result, checked: readonly Checking[]): Result {
  const differences = checked.flatMap((each) => each.differences);
  if (differences.length === 0) return kept;
  const parsed = resultSchema.safeParse(corrected(kept, differences));
  return parsed.success ? parsed.data : kept;
}

function sentenceFor({ place, kept, again }: Difference): string {
  return `${nameOfPlace(place)} is ${shown(kept)} in the file, and ${shown(again)} follows from the trials`;
}

const mostShown = 60;

function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}

/** Every difference of a verification, the files first. They quote the files, and yet may be printed. */
export function differencesOf({ checksums, parts, reports }: Verification): string[] {
  return [
    ...checksums.broken,
    ...parts.flatMap(({ differences }) => differences),
    ...reports.flatMap(({ differences }) => differences),
  ].map(printableText);
}
