import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { FailoverResult } from '../result/failover.ts';
import type { LookupResult } from '../result/lookup.ts';
import { type Result, resultSchema } from '../result/result.ts';
import type { ExperimentName } from '../result/run.ts';
import { renderHtml } from './html.ts';

const file = new URL('./fixture/results.json.gz', import.meta.url);
const recorded = resultSchema.parse(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')));

/**
 * A run of the default profile for tests of the report, recorded on a real machine and trimmed by `fixture/record.ts`.
 * It has all four experiments, no failed gate and no surprise.
 * Every call returns a copy: a test that changes its result must not change another's.
 */
export function recordedResult(): Result {
  return structuredClone(recorded);
}

/** The run as if only these experiments had been asked for. */
export function recordedOnly(...experiments: readonly ExperimentName[]): Result {
  const { lookup, revocation, failover, ...rest } = recordedResult();
  const includes = (experiment: ExperimentName) => experiments.includes(experiment);
  return {
    ...rest,
    run: { ...rest.run, experiments: [...experiments] },
    lookup: includes('lookup') ? lookup && { ...lookup, sweeps: null } : null,
    revocation: includes('revocation') ? revocation : null,
    failover: includes('failover') ? failover : null,
  };
}

/** A gate of lookup fails: the load generator was too busy. */
export function withFailedGate(result: Result): Result {
  return {
    ...result,
    gates: result.gates.map((gate) =>
      gate.gate === 'generator not saturated'
        ? { ...gate, status: 'fail', measured: 'busy 97 % of the time with the fastest arm' }
        : gate,
    ),
  };
}

/** The run as if the smoke profile had made it. */
export function smokeResult(): Result {
  const result = recordedResult();
  return { ...result, run: { ...result.run, profile: 'smoke' } };
}

/**
 * The run with what it happens not to hold: a revoked session that came back, a cell of the fault matrix that came out
 * otherwise than expected, an invariant that broke, and a fault that could not be injected.
 */
export function eventfulResult(): Result {
  const result = recordedResult();
  for (const row of result.revocation?.summary ?? []) {
    if (row.contender === 'sessions' && row.action === 'logout') row.resurrections = 1;
  }
  for (const cell of result.failover?.cells ?? []) {
    if (cell.contender !== 'tokens' || cell.fault !== 'replica-killed') continue;
    cell.agrees = false;
    cell.surprises = ['revoked credentials were accepted'];
  }
  const where = 'sessions through redis-frozen, trial 1: 3 requests';
  result.failover?.invariants[0]?.violations.push(where);
  const because = 'the native driver cannot take an address away';
  result.failover?.skipped.push({ fault: 'host-lost', variant: null, because });
  return result;
}

/** How often the trials of the recorded run are repeated, and of how many faults its trials are told. */
export interface Size {
  readonly blocks: number;
  readonly revocations: number;
  readonly faults: number;
}

export const defaultSize: Size = { blocks: 9, revocations: 10, faults: 5 };
export const fullSize: Size = { blocks: 84, revocations: 100, faults: 22 };

/** The run with as many trials as the profiles make, all of them copies of the recorded ones. */
export function enlarged(result: Result, { blocks, revocations, faults }: Size): Result {
  const { lookup, revocation, failover } = result;
  return {
    ...result,
    lookup: lookup && { ...lookup, trials: repeatedBlocks(lookup.trials, blocks) },
    revocation: revocation && {
      ...revocation,
      trials: Array.from({ length: revocations }, () => revocation.trials).flat(),
    },
    failover: failover && repeatedFaults(failover, faults),
  };
}

function repeatedBlocks(trials: LookupResult['trials'], times: number): LookupResult['trials'] {
  const blocks = 1 + Math.max(...trials.map(({ block }) => block));
  const lastedMs = Math.max(...trials.map(({ startedAtMs }) => startedAtMs));
  return Array.from({ length: times }, (_, round) =>
    trials.map((trial) => ({
      ...trial,
      block: trial.block + blocks * round,
      startedAtMs: trial.startedAtMs + lastedMs * round,
    })),
  ).flat();
}

/** The recorded faults again and again. A repeated one has the number of the round in its name. */
function repeatedFaults(failover: FailoverResult, count: number): FailoverResult {
  const names = [...new Set(failover.summary.map(({ fault }) => fault))];
  const repeated = <Row extends { readonly fault: string }>(rows: readonly Row[]) =>
    Array.from({ length: count }, (_, index) => {
      const [fault = '', round] = [names[index % names.length], Math.floor(index / names.length)];
      const own = rows.filter((row) => row.fault === fault);
      return own.map((row) => ({ ...row, fault: round === 0 ? fault : `${fault}-${round + 1}` }));
    }).flat();
  return {
    ...failover,
    trials: repeated(failover.trials),
    summary: repeated(failover.summary),
    cells: repeated(failover.cells),
  };
}

/** The page of a result with quotes around each value, so that a test finds all attributes in one form. */
export function quotedPage(result: Result): string {
  return renderHtml(result).replace(/ ([a-z-]+)=([\w.#-]+)(?=[ >])/g, ' $1="$2"');
}
