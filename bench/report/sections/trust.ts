import { unfinishedExperiments } from '../../result/read-result.ts';
import type { Result } from '../../result/result.ts';
import { countTrials } from '../../result/trial-counts.ts';
import {
  cell,
  countCell,
  type Fact,
  left,
  right,
  type Section,
  section,
  type Table,
  type Tone,
  tableBlock,
  tableOf,
  titled,
} from '../document.ts';

import { isSmoke } from '../evidence/shown.ts';
import { aaComparison, aaOutcome, noiseFloor } from '../evidence/trust.ts';

import { count, duration, enumerate, estimate, interval, names, percent } from '../format.ts';
import { limitsOf } from './limits.ts';

/** The first thing on the page: whether to believe the rest, and what it cannot say. */
export function trustSection(result: Result): Section {
  const { tone, text } = trustStatement(result);
  const troubled = result.gates.filter((gate) => gate.status !== 'pass');
  const everyTrialIsValid = countTrials(result).every((each) => each.invalid === 0);
  return section('trust', 'Can you trust this run?', null, [
    { kind: 'callout', tone, text },
    { kind: 'facts', facts: trustFacts(result) },
    troubled.length > 0 && tableBlock(gateTable('Validity gates that did not pass', troubled)),
    tableBlock(gateTable(`All ${result.gates.length} validity gates`, result.gates), true),
    tableBlock(trialTable(result), everyTrialIsValid),
    titled('limits', 'What this run cannot tell you', { kind: 'list', items: limitsOf(result) }),
  ]);
}

/** The one sentence that says how far the run carries. */
export function trustStatement(result: Result): { readonly tone: Tone; readonly text: string } {
  const unfinished = unfinishedExperiments(result);
  if (unfinished.length > 0) {
    return {
      tone: 'bad',
      text: `Only in part. The run stopped before it had measured ${enumerate(unfinished)}; what stands below was finished.`,
    };
  }
  const failed = result.gates.filter((gate) => gate.status === 'fail');
  if (failed.length > 0) {
    const experiments = new Set(failed.map((gate) => gate.experiment ?? 'all experiments'));
    return {
      tone: 'bad',
      text: `No. ${failed.length === 1 ? 'A validity gate' : `${failed.length} validity gates`} failed (${names(failed.map((gate) => gate.gate))}), so the verdicts on ${enumerate([...experiments])} are not supported.`,
    };
  }
  if (aaOutcome(result) === 'different') {
    return {
      tone: 'bad',
      text: 'Not for comparisons of cost: two identical copies of one contender came out different. That happens to one run in twenty by chance; run it again.',
    };
  }
  if (isSmoke(result)) {
    return {
      tone: 'warn',
      text: 'As a sign of life. The smoke profile shows that every part works; its figures are provisional and too few for a decision.',
    };
  }
  const warned = result.gates.filter((gate) => gate.status === 'warn');
  if (warned.length > 0) {
    return {
      tone: 'warn',
      text: `Yes, with care. No validity gate failed; ${warned.length === 1 ? 'one warns' : `${warned.length} warn`} (${names(warned.map((gate) => gate.gate))}).`,
    };
  }
  return { tone: 'good', text: `Yes, within the limits below. ${trustGrounds(result)}` };
}

function trustGrounds(result: Result): string {
  const gates = `All ${result.gates.length} validity gates passed`;
  return aaOutcome(result) === 'alike'
    ? `${gates}, and two identical copies of one contender came out alike.`
    : `${gates}.`;
}

export function trustFacts(result: Result): Fact[] {
  const { run, gates } = result;
  const trials = countTrials(result);
  const ran = trials.reduce((sum, each) => sum + each.run, 0);
  const invalid = trials.reduce((sum, each) => sum + each.invalid, 0);
  const passed = gates.filter((gate) => gate.status === 'pass').length;
  return [
    ...noiseFacts(result),
    {
      label: 'validity gates',
      value: `${passed} of ${gates.length}`,
      note: 'passed; the rules were fixed before the run',
      tone: worstTone(result),
    },
    {
      label: 'trials',
      value: count(ran),
      note: `${count(invalid)} invalid by rule, shown and not used`,
      tone: 'neutral',
    },
    { label: 'seed', value: String(run.seed), note: 'repeats the random order', tone: 'neutral' },
    {
      label: 'duration',
      value: duration(run.durationMs),
      note: `profile ${run.profile}`,
      tone: 'neutral',
    },
  ];
}

function worstTone({ gates }: Result): Tone {
  if (gates.some((gate) => gate.status === 'fail')) return 'bad';
  return gates.some((gate) => gate.status === 'warn') ? 'warn' : 'good';
}

/** Nothing where the pair of equals has too few blocks to show anything. */
function noiseFacts(result: Result): Fact[] {
  const aa = aaComparison(result);
  if (aa === null || aa.ratio === null) return [];
  const isAlike = aaOutcome(result) === 'alike';
  const copies: Fact = {
    label: 'A/A: the same, twice',
    value: estimate(aa.ratio, aa),
    note: `${interval(aa.low, aa.high)}, ${isAlike ? 'holds 1, as it must' : 'does not hold 1'}`,
    tone: isAlike ? 'good' : 'bad',
  };
  if (aa.mdePercent === null) return [copies];
  return [
    copies,
    {
      label: 'smallest effect it can see',
      value: percent(aa.mdePercent),
      note: `found 4 times in 5; below ${percent(100 * noiseFloor(result))} nothing is called a difference`,
      tone: 'neutral',
    },
  ];
}

const gateTones = { pass: 'good', warn: 'warn', fail: 'bad' } as const;

function gateTable(caption: string, gates: Result['gates']): Table {
  return tableOf(caption, gates, [
    [left('gate'), (row) => row.gate],
    [left('of'), (row) => row.experiment ?? 'the whole run'],
    [left('state'), (row) => cell(row.status, gateTones[row.status])],
    [left('measured'), (row) => row.measured],
    [left('limit'), (row) => row.limit],
    [left('what it means'), (row) => row.detail],
  ]);
}

function trialTable(result: Result): Table {
  return tableOf('Trials, and why some do not count', countTrials(result), [
    [left('trials of'), (row) => row.what],
    [right('run'), (row) => count(row.run)],
    [right('invalid'), (row) => countCell(row.invalid, 'warn')],
    [
      left('because'),
      (row) => [...row.reasons].map(([reason, times]) => `${reason} (${times})`).join('; '),
    ],
  ]);
}
