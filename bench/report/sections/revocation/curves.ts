import type { RevocationResult, RevocationSummary } from '../../../result/revocation.ts';
import type { StaleCurve } from '../../../result/revocation-findings.ts';
import { timeLabel } from '../../charts/axes.ts';
import { type CurveSeries, type Curves, curvesChart } from '../../charts/curves.ts';
import { figureBlock } from '../../charts/svg.ts';
import {
  type Block,
  type Content,
  left,
  right,
  type Table,
  tableBlock,
  tableOf,
} from '../../document.ts';
import { actionText } from '../../evidence/staleness.ts';
import { count, milliseconds, name, percent, share } from '../../format.ts';
import { fewestForPicture } from './ecdf.ts';

/** The share of probes still accepted, by the time since the acknowledgement; only for contenders with accepts. */
export function staleCurveBlocks({ staleCurves, summary }: RevocationResult): Content {
  const shown = staleCurves.filter(
    (curve) => curve.trials >= fewestForPicture && acceptedIn(curve) > 0,
  );
  const ofLogout = shown.filter((curve) => curve.action === 'logout');
  const others = shown.filter((curve) => curve.action !== 'logout');
  return [
    ofLogout.length > 0 && staleFigure('logout', ofLogout, summary),
    others.length > 0 && tableBlock(staleTable(others, summary), true),
  ];
}

function acceptedIn({ accepted }: StaleCurve): number {
  return accepted.reduce((sum, each) => sum + each, 0);
}

function staleFigure(
  action: string,
  curves: readonly StaleCurve[],
  summaries: readonly RevocationSummary[],
): Block {
  const series = curves.map(seriesOf);
  const picture: Curves = {
    title: `After ${action}: share of the probes still accepted`,
    description: series.map((each) => `${each.label}: ${each.summary}`).join('. '),
    xTitle: 'sent so long after the acknowledgement (log)',
    yTitle: 'share of the probes',
    xLabel: timeLabel,
    yLabel: (value) => percent(100 * value),
    series,
    yAtLeast: 1,
  };
  return figureBlock(curvesChart, picture, {
    id: `stale-${action}`,
    caption:
      'Contenders that accepted nothing after the acknowledgement are left out: their line is the floor of the picture.',
    table: staleTable(curves, summaries),
  });
}

function seriesOf({ contender, edgesMs, probes, accepted }: StaleCurve): CurveSeries {
  const points = probes.flatMap((sent, index) => {
    const [from, to] = [edgesMs[index] ?? 0, edgesMs[index + 1] ?? 0];
    // On a logarithmic axis the first bucket, from 0 on, stands at its end.
    const x = from > 0 ? Math.sqrt(from * to) : to;
    return sent === 0 ? [] : [{ x, y: (accepted[index] ?? 0) / sent, low: null, high: null }];
  });
  const lastAccepted = accepted.findLastIndex((each) => each > 0);
  const watchedToTheEnd = lastAccepted === probes.findLastIndex((sent) => sent > 0);
  return {
    label: contender,
    contender,
    points,
    summary: watchedToTheEnd
      ? 'still accepted when the watch ended'
      : `none accepted after ${milliseconds(edgesMs[lastAccepted + 1])}`,
  };
}

function staleTable(curves: readonly StaleCurve[], summaries: readonly RevocationSummary[]): Table {
  const actionOf = ({ action }: StaleCurve) => {
    const found = summaries.find((each) => each.action === action);
    return found === undefined ? name(action) : actionText(found.action, summaries);
  };
  return tableOf(
    'Probes that were still accepted, by the time at which they were sent; neighbouring times are one row while their shares lie within 10 points; those with none accepted stand apart',
    curves.flatMap((curve) => spansOf(curve).map((span) => ({ ...span, curve }))),
    [
      [left('contender'), ({ curve }) => name(curve.contender)],
      [left('action'), ({ curve }) => actionOf(curve)],
      [
        left('sent after'),
        ({ fromMs, toMs }) => `${milliseconds(fromMs)} to ${milliseconds(toMs)}`,
      ],
      [right('probes'), (span) => count(span.probes)],
      [right('accepted'), (span) => count(span.accepted)],
      [right('share'), (span) => share(span.accepted, span.probes)],
    ],
  );
}

interface Span {
  readonly fromMs: number;
  toMs: number;
  probes: number;
  accepted: number;
}

function spansOf({ edgesMs, probes, accepted }: StaleCurve): Span[] {
  const spans: Span[] = [];
  probes.forEach((sent, index) => {
    if (sent === 0) return;
    const [fromMs = 0, toMs = 0] = [edgesMs[index], edgesMs[index + 1]];
    const next: Span = { fromMs, toMs, probes: sent, accepted: accepted[index] ?? 0 };
    const last = spans.at(-1);
    if (last !== undefined && isAlike(last, next)) {
      last.toMs = toMs;
      last.probes += next.probes;
      last.accepted += next.accepted;
    } else {
      spans.push(next);
    }
  });
  return spans;
}

/** Spans share a row while their shares are close. A span without any accept always stands apart. */
function isAlike(last: Span, next: Span): boolean {
  if (last.accepted === 0 || next.accepted === 0) return last.accepted === next.accepted;
  return Math.abs(last.accepted / last.probes - next.accepted / next.probes) <= 0.1;
}
