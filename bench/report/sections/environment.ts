import type { Result } from '../../result/result.ts';
import { experimentName } from '../../result/run.ts';
import { cell, left, type Section, type Table, tableBlock } from '../document.ts';
import { count, decimal, utcTime } from '../format.ts';

/** The machine, the programs and every setting that shapes a figure. */
export function environmentSection(result: Result): Section {
  return {
    id: 'environment',
    title: 'Environment and configuration',
    lead: 'Two reports with the same fingerprint were made on machines that may be compared.',
    blocks: [
      tableBlock(pairsTable('Machine and programs', environmentPairs(result))),
      tableBlock(pairsTable('This run', runPairs(result))),
      tableBlock(pairsTable('Plan: the sizes of this run’s experiments', planPairs(result)), true),
      tableBlock(
        pairsTable('Balancer, every setting', [
          ...Object.entries(result.config.balancer),
          ['SHA-256 of its configuration', result.config.balancerConfigSha256],
        ]),
        true,
      ),
      tableBlock(
        pairsTable('Installed packages', [
          ...Object.entries(result.config.dependencies),
          ['SHA-256 of package-lock.json', result.config.lockfileSha256],
        ]),
        true,
      ),
    ],
  };
}

type Pairs = readonly (readonly [string, string | number])[];

function pairsTable(caption: string, pairs: Pairs): Table {
  return {
    caption,
    look: 'pairs',
    columns: [left('setting'), left('value')],
    rows: pairs.map(([key, value]) => [
      cell(key),
      cell(typeof value === 'number' ? decimal(value, 3) : value),
    ]),
  };
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
    ['Redis', environment.redisVersion],
    ['Docker', environment.dockerVersion ?? 'not used'],
    ['load per core at the start', environment.loadPerCoreAtStart.toFixed(2)],
    ['fingerprint', environment.fingerprint],
  ];
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
