import { sum } from 'd3-array';
import { headlineOf } from '../../result/headline.ts';
import type { LookupResult } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { RevocationResult } from '../../result/revocation.ts';
import type { ExperimentName } from '../../result/run.ts';
import { type Cell, cell, type Section } from '../document.ts';
import { againstFloor, gateState } from '../evidence/trust.ts';
import { count, counted, countsOf, enumerate, estimate, name } from '../format.ts';
import { metricName } from '../verdicts/lookup.ts';
import { revocationOutcome } from '../verdicts/revocation.ts';
import { slopeAgrees } from '../verdicts/round-trips.ts';
import { failoverFindings } from './failover/findings.ts';
import { limitsOf } from './limits.ts';
import { trustStatement } from './trust.ts';

type Found = readonly [id: string, finding: string | null];

/** What the chapters of the report found, one line for each, so that a reader of the folded headings has the results. */
export function findingsOf(
  result: Result,
  sections: readonly Section[],
): ReadonlyMap<string, string> {
  const { lookup, revocation, failover, environment } = result;
  const found: readonly Found[] = [
    ['limits', `${counted(limitsOf(result).length, 'limit')} of this run`],
    [
      'verdicts',
      `${counted(verdictsIn(sections), 'sentence')} computed from the trials, each with its evidence`,
    ],
    ['contenders', contractFinding(result)],
    ...(lookup === null ? [] : costFindings(result, lookup)),
    ...(revocation === null ? [] : revocationFindings(revocation)),
    ...(failover === null ? [] : failoverFindings(failover)),
    [
      'environment',
      `${environment.cpuModel}, ${counted(environment.cpuCount, 'core')}, Node ${environment.nodeVersion}`,
    ],
  ];
  const unsupported = experiments.filter((each) => gateState(result, each).worst === 'fail');
  return new Map(
    found.flatMap(([id, finding]) => {
      if (finding === null) return [];
      const isUnsupported = unsupported.some((each) => each === id);
      return [[id, isUnsupported ? `not supported by this run: ${finding}` : finding]];
    }),
  );
}

function verdictsIn(sections: readonly Section[]): number {
  const blocks = sections.flatMap((section) => section.blocks);
  return sum(blocks, (block) => (block.kind === 'verdicts' ? block.verdicts.length : 0));
}

function contractFinding({ contenders }: Result): string {
  const keeping = contenders.filter(({ contract }) => contract.failed.length === 0);
  const refusing = contenders.filter(({ behindBalancer }) => behindBalancer.refused > 0);
  const kept = `${keeping.length} of ${counted(contenders.length, 'contender')} kept the contract on one replica`;
  return refusing.length === 0
    ? kept
    : `${kept}; ${refusing.length} of them refused valid users behind the balancer`;
}

function costFindings(result: Result, lookup: LookupResult): Found[] {
  const { costs, ledger, rttSweep } = lookup;
  const flat = costs.filter(({ drift }) => drift.label === 'flat').length;
  const commands = ledger.map(({ redisRoundTripsPerRequest }) =>
    Math.round(redisRoundTripsPerRequest),
  );
  return [
    ['lookup', spanOfCosts(result, lookup)],
    [
      'ledger',
      ledger.length === 0
        ? null
        : `${Math.min(...commands)} to ${Math.max(...commands)} round trips to Redis for each request`,
    ],
    [
      'sweep',
      rttSweep.length === 0
        ? null
        : `${rttSweep.filter(slopeAgrees).length} of ${counted(rttSweep.length, 'slope')} agree with the round trips of the contender`,
    ],
    [
      'drift',
      costs.length === 0
        ? null
        : `the cost of ${flat} of ${counted(costs.length, 'arm')} stayed flat over a boot`,
    ],
  ];
}

/** The cheapest and the dearest contender against the floor; null where the run compared fewer than two. */
function spanOfCosts({ contenders }: Result, lookup: LookupResult): string | null {
  const ratios = contenders
    .flatMap(({ contender }) => {
      const compared = againstFloor(lookup, contender);
      return compared === undefined || compared.ratio === null
        ? []
        : [{ contender, ratio: compared.ratio, text: estimate(compared.ratio, compared) }];
    })
    .sort((one, other) => one.ratio - other.ratio);
  const [cheapest, dearest] = [ratios[0], ratios.at(-1)];
  if (cheapest === undefined || dearest === undefined || ratios.length < 2) return null;
  const words = (each: { contender: string; text: string }) =>
    `${each.text} times the floor (${name(each.contender)})`;
  return `${metricName(headlineOf(lookup))}: from ${words(cheapest)} to ${words(dearest)}`;
}

function revocationFindings({
  summary,
  races,
  openStreams,
  correctness,
  bounds,
}: RevocationResult): Found[] {
  const overlapped = sum(races, (race) => race.overlapped);
  const left = openStreams.filter(({ variant }) => variant === 'left-open');
  const trials = sum(left, (stream) => stream.trials);
  return [
    ['revocation', logoutFinding(summary, races)],
    [
      'races',
      `in ${count(sum(races, (race) => race.cameBack))} of ${counted(overlapped, 'overlapping race')} the revoked credential came back`,
    ],
    [
      'bounds',
      `${bounds.filter(({ ok }) => ok).length} of ${bounds.length} ended within expiry and clock tolerance`,
    ],
    [
      'correctness',
      `${correctness.filter(({ ok }) => ok).length} of ${correctness.length} came out as expected`,
    ],
    [
      'streams',
      `${count(sum(left, ({ stillOpen }) => stillOpen))} of ${counted(trials, 'stream')} outlived the logout when nothing ended them`,
    ],
  ];
}

/** How many contenders ended the credential with the logout, what the others did, and whether it came back in a race. */
function logoutFinding(
  summary: RevocationResult['summary'],
  races: RevocationResult['races'],
): string | null {
  const logouts = summary.filter(({ action }) => action === 'logout').map(revocationOutcome);
  if (logouts.length === 0) return null;
  const having = (...outcomes: readonly string[]) =>
    logouts.filter((outcome) => outcomes.includes(outcome)).length;
  const parts = countsOf([
    [having('at-once'), 'were not seen to accept it again'],
    [having('within-promise'), 'accepted it for a time that they announce'],
    [having('late', 'against-promise'), 'accepted it for longer than they promise'],
    [having('until-expiry'), 'accepted it until it expired'],
    [having('came-back'), 'refused it and accepted it again'],
  ]);
  const raced = races.filter(({ inFlight }) => inFlight !== 'login');
  const contendersOf = (own: RevocationResult['races']) =>
    new Set(own.map(({ contender }) => contender)).size;
  const back = contendersOf(raced.filter(({ cameBack }) => cameBack > 0));
  const beside =
    raced.length === 0
      ? ''
      : `; beside a request under way it came back with ${back} of ${contendersOf(raced)}`;
  return `after a logout alone, of ${counted(logouts.length, 'contender')} ${enumerate(parts)}${beside}`;
}

/** How far each section can be trusted: the first words of the trust statement, and the gates of each experiment. */
export function statesOf(result: Result): ReadonlyMap<string, Cell> {
  const { tone, text } = trustStatement(result);
  const [words = ''] = text.split(/[.:]/);
  return new Map([
    ['trust', cell(words, tone)],
    ...experiments
      .filter((each) => result[each] !== null)
      .map((each) => [each, gatesOf(result, each)] as const),
  ]);
}

const experiments = ['lookup', 'revocation', 'failover'] as const;

const gateCells = {
  pass: cell('gates passed', 'good'),
  warn: cell('a gate warns', 'warn'),
  fail: cell('a gate failed', 'bad'),
};

function gatesOf(result: Result, experiment: ExperimentName): Cell {
  return gateCells[gateState(result, experiment).worst];
}
