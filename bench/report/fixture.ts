import { type Result, schemaVersion } from '../result/result.ts';
import type { ExperimentName, Gate } from '../result/run.ts';
import { fixtureContenders } from './fixture/arms.ts';
import { deepenFailover } from './fixture/deep-failover.ts';
import { deepenLookup } from './fixture/deep-lookup.ts';
import { deepenRevocation } from './fixture/deep-revocation.ts';
import { fixtureFailover } from './fixture/failover.ts';
import { fixtureLookup } from './fixture/lookup.ts';
import { seededRandom } from './fixture/random.ts';
import { fixtureRevocation } from './fixture/revocation.ts';

export interface FixtureOptions {
  /** Default 42. */
  readonly seed?: number;
  /** Default `default`. */
  readonly profile?: Result['run']['profile'];
  /** Default all three. */
  readonly experiments?: readonly ExperimentName[];
  /** State of the lookup gate on the generator. Default `pass`. */
  readonly generatorGate?: Gate['status'];
  /** With everything that only longer runs measure: ladder, sweeps, races, fault matrix. Default false. */
  readonly deep?: boolean;
}

/**
 * A made-up result for tests of the report: plausible, deterministic, and measured by nobody. The machine
 * in it says so, in case one ever leaves a test.
 */
export function fixtureResult({
  seed = 42,
  profile = 'default',
  experiments = ['lookup', 'revocation', 'failover'],
  generatorGate = 'pass',
  deep = false,
}: FixtureOptions = {}): Result {
  const random = seededRandom(seed);
  const smoke = profile === 'smoke';
  const includes = (experiment: ExperimentName) => experiments.includes(experiment);
  const result: Result = {
    schemaVersion,
    run: fixtureRun(seed, profile, experiments),
    tool: fixtureTool,
    environment: fixtureEnvironment,
    config: fixtureConfig,
    contenders: fixtureContenders.map((contender) => ({ ...contender })),
    gates: fixtureGates(generatorGate),
    lookup: includes('lookup') ? fixtureLookup(random, smoke ? 6 : 40) : null,
    revocation: includes('revocation') ? fixtureRevocation(random, smoke ? 5 : 50) : null,
    failover: includes('failover') ? fixtureFailover(random, smoke ? 1 : 3) : null,
  };
  // A copy: a test that changes its fixture must not change another's.
  return structuredClone(deep ? deepened(result) : result);
}

function deepened({ lookup, revocation, failover, ...result }: Result): Result {
  return {
    ...result,
    lookup: lookup && deepenLookup(lookup),
    revocation: revocation && deepenRevocation(revocation),
    failover: failover && deepenFailover(failover),
  };
}

function fixtureRun(
  seed: number,
  profile: Result['run']['profile'],
  experiments: readonly ExperimentName[],
): Result['run'] {
  return {
    id: '2026-01-02T03-04-05Z',
    seed,
    startedAt: '2026-01-02T03:04:05.000Z',
    endedAt: '2026-01-02T03:13:17.000Z',
    durationMs: 552_000,
    profile,
    experiments: [...experiments],
    argv: ['--profile', profile, '--seed', String(seed)],
  };
}

const fixtureTool: Result['tool'] = {
  name: 'sessions-versus-tokens',
  version: '0.1.0',
  methodVersion: '1',
  gitSha: '0123456789abcdef0123456789abcdef01234567',
  gitDirty: false,
};

const fixtureEnvironment: Result['environment'] = {
  cpuModel: 'Fixture CPU (made up, measured by nobody)',
  cpuCount: 2,
  memoryBytes: 4 * 1024 ** 3,
  platform: 'linux x64',
  kernel: '6.0.0-fixture',
  virtualisation: null,
  driver: 'native',
  nodeVersion: 'v24.21.0',
  opensslVersion: '3.5.0',
  v8Version: '13.6.0',
  nginxVersion: '1.22.1',
  redisVersion: '7.0.15',
  dockerVersion: null,
  loadPerCoreAtStart: 0.12,
  fingerprint: 'fixture-fingerprint',
};

const fixtureConfig: Result['config'] = {
  replicasPerContender: 3,
  balancer: {
    'load balancing': 'round robin, zone 64k',
    max_fails: '1',
    fail_timeout: '2s',
    proxy_read_timeout: '2s',
    proxy_next_upstream: 'error timeout',
  },
  balancerConfigSha256: 'fixture-balancer-sha256',
  dependencies: { express: '5.3.0', 'express-session': '1.19.0', ioredis: '6.0.0', jose: '6.2.17' },
  lockfileSha256: 'fixture-lockfile-sha256',
  plan: { blocks: 40, requestsPerTrial: 400, revocationTrials: 50, failoverTrials: 3 },
};

function fixtureGates(generator: Gate['status']): Gate[] {
  return [
    {
      gate: 'generator',
      experiment: 'lookup',
      status: generator,
      measured: generator === 'pass' ? 'busiest 49 %' : 'busiest 97 %',
      limit: 'at most 80 % busy',
      detail: 'A busy generator adds its own waiting to every latency.',
    },
    {
      gate: 'even replicas',
      experiment: 'lookup',
      status: 'pass',
      measured: '33.3 % each',
      limit: 'within 2 points of a third',
      detail: 'An uneven balancer measures one replica, not three.',
    },
    {
      gate: 'host load',
      experiment: null,
      status: 'warn',
      measured: '0.61 per core',
      limit: 'at most 0.50 per core at the start',
      detail: 'Something else was running; expect wide intervals.',
    },
    {
      gate: 'probe resolution',
      experiment: 'revocation',
      status: 'pass',
      measured: '1.2 ms',
      limit: 'at most 5 ms',
      detail: 'A coarse probe cannot see a short stale window.',
    },
  ];
}
