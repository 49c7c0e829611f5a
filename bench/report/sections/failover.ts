import { group } from 'd3-array';
import type { FailoverResult, FailoverSummary } from '../../result/failover.ts';
import type { FaultDescription } from '../../result/failover-cell.ts';
import type { Result } from '../../result/result.ts';
import { timelineKey } from '../charts/timeline.ts';
import { type Block, paragraph, type Section, section, tableBlock, titled } from '../document.ts';
import { withoutEmptyColumns } from '../empty-columns.ts';
import { boundSentences, faultLabel, faultSlug, sameFault, trialsOf } from '../evidence/faults.ts';
import { name, names } from '../format.ts';
import { failoverOutcome } from '../verdicts/failover.ts';
import {
  expectationBlocks,
  invariantBlocks,
  skippedBlock,
  stoppedBlock,
} from './failover/expectations.ts';
import { type HeatCell, heatTable } from './failover/matrix.ts';
import { faultTable, misjudgementTable, routeTable } from './failover/tables.ts';
import {
  isUnharmed,
  type Pictures,
  picturesOf,
  policyBlocks,
  timelinePanels,
  undrawnBlock,
} from './failover/timelines.ts';
import { refusalParagraph } from './setup.ts';

/** Said once, before the first of many tables with the same columns. */
const columnsExplained =
  'In the tables under the timelines: “retried” were answered at the balancer’s second try; “run twice” counts requests that more than one replica executed, and is unknown where a replica’s counters died with it; “cut short” are answers whose body broke off; “recovered after” is the first whole second without anything wrong, “not seen” means not within the watch, and “as before” that the contender misjudges without any fault too. Requests that did not fail were answered.';

/** What users see, and what attackers get, fault by fault. */
export function failoverSection(result: Result, failover: FailoverResult): Section {
  const pictures = picturesOf(failover);
  const heat = failover.summary.map((summary) => heatCellOf(failover, summary, pictures));
  return section(
    'failover',
    'Failover: what users see, and what attackers get',
    'A steady stream of requests, some with valid credentials and some with revoked ones, while one thing breaks. A false accept is a revoked credential let in; a false reject is a valid user turned away.',
    [
      tableBlock(
        heatTable(
          'Faults and contenders, all trials together; a cell in which harm was done leads to its timeline',
          heat,
        ),
      ),
      stoppedBlock(failover.stopped),
      skippedBlock(failover.skipped),
      refusalBlocks(result, failover),
      { kind: 'key', entries: timelineKey() },
      undrawnBlock(failover, pictures),
      paragraph(columnsExplained),
      policyBlocks(failover),
      [...group(failover.summary, faultLabel).values()].map((summaries) =>
        faultBlocks(failover, summaries, pictures, result.config.replicasPerContender),
      ),
      invariantBlocks(failover.invariants),
      expectationBlocks(failover.cells),
    ],
  );
}

function heatCellOf(
  failover: FailoverResult,
  summary: FailoverSummary,
  pictures: Pictures,
): HeatCell {
  const picture = pictures.get(summary);
  const expected = failover.cells.find(
    (each) => each.contender === summary.contender && sameFault(each, summary),
  );
  return {
    ...summary,
    fault: faultLabel(summary),
    outcome: failoverOutcome(summary, trialsOf(failover, summary)),
    surprise: expected?.agrees === false,
    href: picture === undefined ? null : `#${timelineId(picture.summary)}`,
    faultHref: `#fault-${faultSlug(summary)}`,
  };
}

function timelineId(summary: FailoverSummary): string {
  return `timeline-${faultSlug(summary)}-${summary.contender}`;
}

/** Contenders that cannot work behind the balancer. The section explains them once, before their timelines. */
function refusalBlocks({ contenders, config }: Result, { summary }: FailoverResult): Block[] {
  return contenders
    .filter(
      ({ contender, behindBalancer }) =>
        behindBalancer.refused > 0 && summary.some((each) => each.contender === contender),
    )
    .map((contender) => paragraph(refusalParagraph(contender, config.replicasPerContender)));
}

function faultBlocks(
  failover: FailoverResult,
  summaries: readonly FailoverSummary[],
  pictures: Pictures,
  replicas: number,
): Block[] {
  const [first] = summaries;
  if (first === undefined) return [];
  const label = faultLabel(first);
  const described = failover.faults.find((fault) => sameFault(fault, first));
  const misjudged = misjudgementTable(failover, label, summaries, replicas);
  const bounds = boundSentences(failover.trials.filter((trial) => sameFault(trial, first)));
  const panels = timelinePanels(pictures, summaries, timelineId);
  const quiet = summaries
    .filter((each) => !pictures.has(each) && isUnharmed(each, trialsOf(failover, each)))
    .map(({ contender }) => contender);
  return titled(
    `fault-${faultSlug(first)}`,
    name(label),
    described !== undefined && paragraph(`${described.title}. ${described.done}`),
    panels.length > 0 && { kind: 'panels', panels },
    // There is nothing to see in their timelines.
    quiet.length > 0 &&
      paragraph(`Not drawn, because the fault changed nothing for them: ${names(quiet)}.`),
    tableBlock(withoutEmptyColumns(faultTable(failover, label, summaries))),
    tableBlock(withoutEmptyColumns(routeTable(label, failover, summaries)), true),
    bounds.length > 0 && { kind: 'list', items: bounds },
    misjudged.rows.length > 0 && tableBlock(misjudged, true),
    described !== undefined && paragraph(adviceText(described)),
  );
}

/** What to configure against a fault, with the settings that this lab uses. */
function adviceText({ advice, settings }: FaultDescription): string {
  const said = Object.entries(settings).map(([setting, value]) => `${setting} ${value}`);
  const here = said.length === 0 ? '' : ` In this lab: ${said.join('; ')}.`;
  return `What to configure: ${advice}${here}`;
}
