import type { Result } from '../../result/result.ts';
import { type ContenderResult, experimentName } from '../../result/run.ts';
import {
  cell,
  left,
  paragraph,
  right,
  type Section,
  section,
  type Table,
  tableBlock,
  tableOf,
} from '../document.ts';
import { count, decimal, name, percent, share, utcTime } from '../format.ts';

/** The contenders, and whether each keeps the contract on one replica and behind the balancer. */
export function contenderSection(result: Result): Section {
  const replicas = result.config.replicasPerContender;
  const refusing = result.contenders.filter(({ behindBalancer }) => behindBalancer.refused > 0);
  return section(
    'contenders',
    'The contenders',
    'The same app, the same routes, the same answers; they differ in what is checked on each request.',
    [
      tableBlock(contenderTable(result.contenders)),
      refusing.map((contender) => paragraph(refusalParagraph(contender, replicas))),
    ],
  );
}

/** The trap of server memory behind round robin, with this run's own figures. */
export function refusalParagraph(contender: ContenderResult, replicas: number): string {
  const { requests, refused } = contender.behindBalancer;
  const seen = `Behind the balancer ${name(contender.contender)} refused ${count(refused)} of ${count(requests)} requests that carried a valid credential (${share(refused, requests)}).`;
  const expected = (100 * (replicas - 1)) / replicas;
  const near = Math.abs((100 * refused) / requests - expected) < 10;
  if (contender.app !== 'sessions' || !near) return seen;
  return `${seen} Each replica keeps its sessions in its own memory, and round robin sends ${replicas - 1} of ${replicas} requests to a replica that has never heard of the user: ${percent(expected)} is what arithmetic expects. On one replica it keeps the contract. That is its result, not a defect of the run.`;
}

function contenderTable(contenders: readonly ContenderResult[]): Table {
  return tableOf('Contenders and their contract', contenders, [
    [left('contender'), (row) => name(row.contender)],
    [left('checked on each request'), (row) => row.check],
    [right('round trips to Redis it claims'), (row) => String(row.expectedRoundTrips)],
    [right('contract checks passed'), (row) => contractCell(row.contract)],
    [
      right('valid refused behind the balancer'),
      (row) =>
        cell(
          share(row.behindBalancer.refused, row.behindBalancer.requests),
          row.behindBalancer.refused > 0 ? 'bad' : 'good',
        ),
    ],
  ]);
}

function contractCell({ passed, failed }: ContenderResult['contract']) {
  if (failed.length === 0) return cell(`all ${passed}`, 'good');
  return cell(`${passed}, failed: ${failed.join(', ')}`, 'bad');
}

/** The machine, the programs and every setting that shapes a figure. */
export function environmentSection(result: Result): Section {
  const { balancer, balancerConfigSha256, dependencies, lockfileSha256 } = result.config;
  const folded = (caption: string, pairs: Pairs) => tableBlock(pairsTable(caption, pairs), true);
  return section(
    'environment',
    'Environment and configuration',
    'Two reports with the same fingerprint were made on machines that may be compared.',
    [
      tableBlock(pairsTable('Machine and programs', environmentPairs(result))),
      tableBlock(pairsTable('This run', runPairs(result))),
      folded('Plan: the sizes of this run’s experiments', planPairs(result)),
      folded('Balancer, every setting', [
        ...Object.entries(balancer),
        ['SHA-256 of its configuration', balancerConfigSha256],
      ]),
      folded('Installed packages', [
        ...Object.entries(dependencies),
        ['SHA-256 of package-lock.json', lockfileSha256],
      ]),
    ],
  );
}

type Pairs = readonly (readonly [string, string | number])[];

function pairsTable(caption: string, pairs: Pairs): Table {
  return tableOf(
    caption,
    pairs,
    [
      [left('setting'), ([setting]) => setting],
      [left('value'), ([, value]) => (typeof value === 'number' ? decimal(value, 3) : value)],
    ],
    'pairs',
  );
}

/** Without the sizes of experiments that did not run: they say nothing about this run. */
function planPairs({ config, run }: Result): Pairs {
  const absent = experimentName.options.filter((each) => !run.experiments.includes(each));
  return Object.entries(config.plan).filter(
    ([key]) => !absent.some((experiment) => key.startsWith(`${experiment}.`)),
  );
}

function environmentPairs({ environment }: Result): Pairs {
  return [
    ['CPU', `${environment.cpuModel}, ${environment.cpuCount} cores`],
    ['memory', `${count(environment.memoryBytes / 1024 ** 2)} MiB`],
    ['platform', `${environment.platform}, kernel ${environment.kernel}`],
    ['virtualisation', environment.virtualisation ?? 'none found'],
    ['stack driver', environment.driver],
    [
      'Node',
      `${environment.nodeVersion}, V8 ${environment.v8Version}, OpenSSL ${environment.opensslVersion}`,
    ],
    ['nginx', environment.nginxVersion],
    storePair(environment),
    ['Docker', environment.dockerVersion ?? 'not used'],
    ['load per core at the start', environment.loadPerCoreAtStart.toFixed(2)],
    ['fingerprint', environment.fingerprint],
  ];
}

/** The text of a report says Redis for the protocol and the store; this line says what ran. */
function storePair({ storeProgram, redisVersion }: Result['environment']): Pairs[number] {
  return storeProgram === 'Redis'
    ? ['Redis', redisVersion]
    : [storeProgram, `${redisVersion}; wherever this report says Redis, ${storeProgram} ran`];
}

function runPairs({ run, tool, config }: Result): Pairs {
  const commit = tool.gitSha === null ? 'unknown' : tool.gitSha.slice(0, 12);
  return [
    ['id', run.id],
    ['started', utcTime(run.startedAt)],
    ['ended', utcTime(run.endedAt)],
    ['profile', run.profile],
    ['experiments', run.experiments.join(', ')],
    ['seed', String(run.seed)],
    ['arguments', run.argv.join(' ') || 'none'],
    [
      'tool',
      `${tool.name} ${tool.version}, commit ${commit}${tool.gitDirty ? ', with uncommitted changes' : ''}`,
    ],
    ['method version', tool.methodVersion],
    ['replicas per contender', config.replicasPerContender],
  ];
}
