import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gateState } from '../report/evidence/trust.ts';
import { readResult } from '../result/read-result.ts';
import type { Result } from '../result/result.ts';
import type { ExperimentName } from '../result/run.ts';
import { methodVersion } from '../run/facts.ts';

/** The folder of the kept runs. */
export const galleryDirectory = join(import.meta.dirname, '../../gallery');

/** A run that the gallery keeps. */
export interface KeptRun {
  /** The name of its folder, such as `amd-epyc-2-native-seed31`. */
  readonly folder: string;
  readonly result: Result;
}

/** Ends the name of a folder whose costs are not counted: the machine was busy, or two equal arms read as different. */
const disturbedEnding = '-disturbed';

/** The names of the kept runs, in alphabetical order: each folder of the gallery is one. */
export function keptFolders(gallery: string): string[] {
  return readdirSync(gallery, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** @throws ResultError when a kept run is not as the bench wrote it */
export async function readGallery(gallery: string): Promise<KeptRun[]> {
  const folders = keptFolders(gallery);
  return await Promise.all(
    folders.map(async (folder) => ({ folder, result: await readResult(join(gallery, folder)) })),
  );
}

/** `<cpu>-<cores>-<stack>-seed<seed>`, with `-disturbed` where the costs of the run are not counted. */
export function folderNameOf(result: Result): string {
  const { environment, run } = result;
  const name = `${slug(environment.cpuModel)}-${environment.cpuCount}-${environment.driver}-seed${run.seed}`;
  return whyNotCounted(result, 'lookup') === null ? name : name + disturbedEnding;
}

/** `AMD EPYC 7763 64-Core Processor` becomes `amd-epyc-7763`. */
function slug(cpuModel: string): string {
  return cpuModel
    .toLowerCase()
    .replace(/\((?:r|tm)\)|@.*|\d+-core|\b(?:cpu|processor)\b/g, ' ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

export type CostMetric = 'wholePathCpuUsPerRequest' | 'replicaCpuUsPerRequest';

/**
 * Why a run does not count in "holds on n of n", in words; null when it counts. The rule: a run counts in an experiment when
 * it was measured by the current method and no validity gate of that experiment failed. For costs its two equal arms must
 * also read as equal: the interval of the A/A pair holds 1. Without a metric, by every cost that the run has.
 */
export function whyNotCounted(
  result: Result,
  experiment: ExperimentName,
  metric?: CostMetric,
): string | null {
  const { tool, gates, lookup } = result;
  if (tool.methodVersion !== methodVersion) return `measured by method ${tool.methodVersion}`;
  if (gateState(result, experiment).worst === 'fail') {
    const failed = gates.filter(
      (gate) =>
        gate.status === 'fail' && (gate.experiment === null || gate.experiment === experiment),
    );
    return failed.map(({ gate, measured }) => `${gate}: ${measured}`).join('; ');
  }
  if (experiment !== 'lookup') return null;
  const equals = (lookup?.comparisons ?? []).filter(
    (each) =>
      each.kind === 'a-a' && (metric === undefined ? isCost(each.metric) : each.metric === metric),
  );
  if (equals.length === 0) return 'two equal arms were not measured';
  const apart = equals.find(
    ({ low, high }) => low === null || high === null || low > 1 || high < 1,
  );
  if (apart === undefined) return null;
  return apart.low === null || apart.high === null
    ? 'two equal arms were never measured in the same valid block'
    : `two equal arms differ: ${apart.low.toFixed(3)} to ${apart.high.toFixed(3)}`;
}

function isCost(metric: string): metric is CostMetric {
  return metric === 'wholePathCpuUsPerRequest' || metric === 'replicaCpuUsPerRequest';
}
