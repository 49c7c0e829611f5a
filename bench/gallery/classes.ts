import type { FailoverCell } from '../result/failover-cell.ts';
import type { Result } from '../result/result.ts';
import type { RevocationSummary } from '../result/revocation.ts';
import type { Race } from '../result/revocation-findings.ts';
import type { ExperimentName } from '../result/run.ts';
import { agreementOf, type Statement } from './agreement.ts';
import { type KeptRun, whyNotCounted } from './kept-run.ts';

/** A statement about one contender in one situation: an action, a fault, a kind of request. */
export interface CellStatement extends Statement {
  readonly contender: string;
  readonly situation: string;
}

/** A row of one experiment, with its cell in the table and the word that says what came out. */
interface Classified {
  readonly contender: string;
  readonly situation: string;
  readonly says: string;
}

/** Below this a time is a matter of the machine; above it, of the contender. Milliseconds. */
const promptMs = 1000;

/** What happens to a revoked credential: it ends, soon or later, or lasts until it expires, or is accepted again. */
function revocationClass({ censored, maxStaleMs, resurrections }: RevocationSummary): string {
  if (resurrections > 0) return 'comes back';
  if (censored > 0) return 'lasts until it expires';
  return maxStaleMs === null || maxStaleMs <= promptMs ? 'ends within 1 s' : 'ends later';
}

/** A shortened time has no class, because it would be another one at its usual length. */
export function revocationStatements(runs: readonly KeptRun[]): CellStatement[] {
  return statements(runs, 'revocation', ({ revocation }) =>
    (revocation?.summary ?? [])
      .filter(({ usualBoundMs, action }) => usualBoundMs === null && action !== 'key-withdrawn')
      .map((row) => ({
        contender: row.contender,
        situation: row.action,
        says: revocationClass(row),
      })),
  );
}

const inFlightWords: Readonly<Record<Race['inFlight'], string>> = {
  write: 'a write',
  read: 'a read',
  touch: 'a read that prolongs',
  login: 'a login',
};

/** Whether a request under way brought a credential back in any race of a run. */
export function raceStatements(runs: readonly KeptRun[]): CellStatement[] {
  return statements(runs, 'revocation', ({ revocation }) =>
    (revocation?.races ?? []).map(({ contender, inFlight, cameBack }) => ({
      contender,
      situation: inFlightWords[inFlight],
      says: cameBack > 0 ? 'comes back' : 'did not come back',
    })),
  );
}

function faultClass({ users, revoked }: NonNullable<FailoverCell['observed']>): string {
  const letsIn = revoked === 'accepted';
  const signsOut = users === 'signed-out';
  if (letsIn && signsOut) return 'both';
  if (letsIn) return 'lets revoked in';
  return signsOut ? 'signs users out' : 'neither';
}

/** Who is misjudged during a fault. Lateness and failed requests depend on the machine and are no part of it. */
export function faultStatements(runs: readonly KeptRun[]): CellStatement[] {
  return statements(runs, 'failover', ({ failover }) =>
    (failover?.cells ?? []).flatMap(({ contender, fault, variant, observed }) =>
      observed === null
        ? []
        : [
            {
              contender,
              situation: variant === null ? fault : `${fault} (${variant})`,
              says: faultClass(observed),
            },
          ],
    ),
  );
}

/** Commands and round trips of a request, each in whole numbers: Redis counts them. */
export function ledgerStatements(runs: readonly KeptRun[]): CellStatement[] {
  return statements(runs, null, ({ lookup }) => [
    ...(lookup?.ledger ?? []).flatMap((row) => [
      cell(row.contender, 'commands', row.redisCommandsPerRequest),
      cell(row.contender, 'round trips', row.redisRoundTripsPerRequest),
    ]),
    ...(lookup?.rttSweep ?? [])
      .filter(({ arm, contender }) => arm === contender)
      .map(({ contender, slope }) => cell(contender, 'slope', slope)),
  ]);
}

function cell(contender: string, situation: string, value: number): Classified {
  return { contender, situation, says: String(Math.abs(Math.round(value))) };
}

/**
 * One statement for each contender and situation, with what each run that counts says about it.
 * @param experiment whose gates decide whether a run counts; null: counts do not depend on how busy a machine is
 */
function statements(
  runs: readonly KeptRun[],
  experiment: ExperimentName | null,
  classify: (result: Result) => readonly Classified[],
): CellStatement[] {
  const counted = runs.filter(
    ({ result }) => experiment === null || whyNotCounted(result, experiment) === null,
  );
  const rows = counted.flatMap(({ folder, result }) =>
    classify(result).map((row) => ({ ...row, folder })),
  );
  const cells = Map.groupBy(rows, ({ contender, situation }) => `${contender}, ${situation}`);
  return [...cells].flatMap(([subject, sayings]) => {
    const [first] = sayings;
    if (first === undefined) return [];
    const { contender, situation } = first;
    return { subject, contender, situation, agreement: agreementOf(sayings) };
  });
}
