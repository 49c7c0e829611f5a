import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import type { Stack, StackFacts } from '../../infra/stack/stack.ts';
import { flattenPlan, planOf } from '../experiments/plan.ts';
import type { ExperimentResults } from '../experiments/run.ts';
import { gatesOf } from '../gates/gates.ts';
import { type Result, schemaVersion } from '../result/result.ts';
import type { ContenderResult, Environment, Tool } from '../result/run.ts';
import type { MemoryWatch } from './memory.ts';
import type { BenchOptions } from './options.ts';

/**
 * Changes whenever a figure would change on the same machine: another definition, another default of the plan that
 * moves an estimate, another configuration of a contender. CHANGELOG.md says what changed.
 */
export const methodVersion = '3';

/** The facts of a run beside its trials. */
export interface RunFacts {
  readonly root: string;
  readonly runId: string;
  readonly startedAt: Date;
  readonly options: BenchOptions;
  readonly stack: Stack;
  readonly memory: Pick<MemoryWatch, 'peak'>;
}

/** Puts a result together from what has been measured so far. */
export async function assembleResult(
  { root, runId, startedAt, options, stack, memory }: RunFacts,
  contenders: readonly ContenderResult[],
  results: ExperimentResults,
): Promise<Result> {
  const facts = await stack.facts();
  const tool = { ...readTool(root), ...memory.peak() };
  const endedAt = new Date();
  return {
    schemaVersion,
    run: {
      id: runId,
      seed: options.seed,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
      durationMs: endedAt.getTime() - startedAt.getTime(),
      profile: options.profile,
      experiments: [...options.experiments],
      argv: [...options.argv],
    },
    tool,
    environment: readEnvironment(facts),
    config: {
      replicasPerContender: Math.max(
        1,
        ...[...stack.arms.values()].map(({ replicas }) => replicas.length),
      ),
      balancer: { ...stack.balancer.settings },
      balancerConfigSha256: facts.balancerConfigSha256,
      dependencies: readDependencies(root),
      lockfileSha256: sha256OfFile(join(root, 'package-lock.json')),
      plan: flattenPlan(planOf(options.profile, options.faults, facts.driver)),
    },
    contenders: [...contenders],
    gates: gatesOf({ tool, contenders, ...results }),
    ...results,
  };
}

/** The machine and the programs, as far as they shape a figure. */
export function readEnvironment(stack: StackFacts): Environment {
  const cpus = os.cpus();
  const comparable = {
    cpuModel: cpus[0]?.model.trim() ?? 'unknown',
    cpuCount: Math.max(1, os.availableParallelism()),
    memoryBytes: os.totalmem(),
    platform: `${process.platform} ${process.arch}`,
    kernel: os.release(),
    virtualisation: readVirtualisation(),
    driver: stack.driver,
    nodeVersion: stack.nodeVersion,
    opensslVersion: process.versions.openssl,
    v8Version: process.versions.v8,
    nginxVersion: stack.nginxVersion,
    redisVersion: stack.redisVersion,
    storeProgram: stack.storeProgram,
    dockerVersion: stack.dockerVersion,
  };
  return {
    ...comparable,
    loadPerCoreAtStart: (os.loadavg()[0] ?? 0) / comparable.cpuCount,
    fingerprint: fingerprintOf(comparable),
  };
}

/** The SHA-256 of the facts that make two machines comparable, in a fixed order. Pure: it follows from the others. */
export function fingerprintOf({
  storeProgram,
  dockerVersion,
  ...others
}: Omit<Environment, 'fingerprint' | 'loadPerCoreAtStart'>): string {
  const { cpuModel, cpuCount, memoryBytes, platform, kernel, virtualisation, driver } = others;
  const { nodeVersion, opensslVersion, v8Version, nginxVersion, redisVersion } = others;
  const machine = { cpuModel, cpuCount, memoryBytes, platform, kernel, virtualisation, driver };
  const programs = { nodeVersion, opensslVersion, v8Version, nginxVersion, redisVersion };
  const store = storeProgram === 'Redis' ? {} : { storeProgram };
  return sha256(JSON.stringify({ ...machine, ...programs, ...store, dockerVersion }));
}

/** Which version of the lab measured; null for git where it runs from an archive without history. */
export function readTool(root: string): Tool {
  const { name, version } = readJson(join(root, 'package.json'));
  const status = git(root, ['status', '--porcelain']);
  return {
    name: String(name),
    version: String(version),
    methodVersion,
    gitSha: git(root, ['rev-parse', 'HEAD']),
    gitDirty: status === null ? null : status !== '',
  };
}

/** Name and exact version of every direct dependency, from package.json, where all are pinned. */
export function readDependencies(root: string): Record<string, string> {
  const { dependencies } = readJson(join(root, 'package.json'));
  if (typeof dependencies !== 'object' || dependencies === null) return {};
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, version]) => [name, String(version)]),
  );
}

export function sha256OfFile(path: string): string {
  return existsSync(path) ? sha256(readFileSync(path, 'utf8')) : 'absent';
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function readJson(path: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof parsed !== 'object' || parsed === null)
    throw new Error(`${path} holds no JSON object`);
  return { ...parsed };
}

function git(root: string, args: readonly string[]): string | null {
  try {
    return execFileSync('git', ['-C', root, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}

/** The virtual machine as its firmware names it to Linux; null without such a name, and on other systems. */
function readVirtualisation(): string | null {
  for (const path of ['/sys/hypervisor/type', '/sys/class/dmi/id/product_name']) {
    try {
      const text = readFileSync(path, 'utf8').trim();
      if (text !== '') return text;
    } catch {
      // Not every kernel has these files.
    }
  }
  try {
    return /^flags.*\bhypervisor\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'))
      ? 'hypervisor'
      : null;
  } catch {
    return null;
  }
}
