import type { StaleCurve } from '../../../result/revocation/stale-curve.ts';
import { timeLabel } from '../../charts/axis.ts';
import { type CurveSeries, type Curves, curvesChart } from '../../charts/curves.ts';
import { narrowLayout, wideLayout } from '../../charts/svg.ts';
import { type Block, cell, type Figure, left, right, type Table } from '../../document.ts';
import { absent, count, milliseconds, name, percent, share } from '../../format.ts';

/** Of the probes sent t after the acknowledgement, the share still accepted; only where some were. */
export function staleCurveBlocks(curves: readonly StaleCurve[]): Block[] {
  const actions = [...new Set(curves.map((curve) => curve.action))];
  return actions.flatMap((action): Block[] => {
    const own = curves.filter((curve) => curve.action === action && acceptedIn(curve) > 0);
    return own.length === 0 ? [] : [{ kind: 'figure', figure: staleFigure(action, own) }];
  });
}

function acceptedIn({ accepted }: StaleCurve): number {
  return accepted.reduce((sum, each) => sum + each, 0);
}

function staleFigure(action: string, curves: readonly StaleCurve[]): Figure {
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
  return {
    id: `stale-${action}`,
    title: picture.title,
    caption:
      'Contenders that accepted nothing after the acknowledgement are left out: their line is the floor of the picture.',
    wide: curvesChart(picture, wideLayout),
    narrow: curvesChart(picture, narrowLayout),
    table: staleTable(action, curves),
  };
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

function staleTable(action: string, curves: readonly StaleCurve[]): Table {
  return {
    caption: `After ${action}: probes that were accepted, by the time at which they were sent`,
    columns: [
      left('contender'),
      left('sent after'),
      right('probes'),
      right('accepted'),
      right('share'),
    ],
    rows: curves.flatMap((curve) =>
      curve.probes.flatMap((sent, index) => {
        const accepted = curve.accepted[index] ?? 0;
        if (sent === 0) return [];
        return [
          [
            cell(name(curve.contender)),
            cell(
              `${milliseconds(curve.edgesMs[index])} to ${milliseconds(curve.edgesMs[index + 1])}`,
            ),
            cell(count(sent)),
            cell(count(accepted)),
            cell(share(accepted, sent) || absent),
          ],
        ];
      }),
    ),
  };
}
