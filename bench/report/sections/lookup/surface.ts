import { group } from 'd3-array';
import type { Surface, SurfaceRatio, SurfaceRow } from '../../../result/surface.ts';
import { noisePercent } from '../../../stats/verdict.ts';
import { type Forest, forestChart } from '../../charts/forest.ts';
import { figureBlock } from '../../charts/svg.ts';
import {
  type Block,
  type FilledColumn,
  left,
  paragraph,
  right,
  type Table,
  tableBlock,
  tableOf,
  titled,
} from '../../document.ts';
import { absent, figure, percent, ratioWithInterval } from '../../format.ts';
import {
  comparedRows,
  configurationName,
  isSecondFloor,
  noiseOf,
  scopeSentence,
  surfaceTitle,
  surfaceVerdicts,
  usualConnections,
} from '../../verdicts/surface.ts';

/** The verdicts, the picture and the tables of the surface; nothing of a run without it. */
export function surfaceBlocks(surface: Surface | null): Block[] {
  if (surface === null || surface.rows.length === 0) return [];
  const verdicts = surfaceVerdicts(surface);
  return titled('surface', surfaceTitle, [
    paragraph(scopeSentence(surface)),
    verdicts.length > 0 && { kind: 'verdicts', verdicts },
    pictureOf(surface),
    surface.changes.length > 0 && tableBlock(concurrencyTable(surface)),
  ]);
}

function pictureOf(surface: Surface): Block {
  const usual = usualConnections(surface);
  const others = [...new Set(surface.rows.map(({ connections }) => connections))]
    .filter((connections) => connections !== usual)
    .flatMap((connections) => comparedRows(surface, 'wholePathCpuUsPerRequest', connections));
  const noise = noiseOf(surface);
  const compared = [...comparedRows(surface, 'wholePathCpuUsPerRequest', usual), ...others];
  const rows = compared.map(({ row, found }) => {
    const label = labelOf(row).replaceAll('`', '');
    return forestRow(row.connections === usual ? label : `at ${row.connections}: ${label}`, found);
  });
  const aa = noise === null ? [] : [forestRow('A/A: floor ÷ its copy', noise, true)];
  const table = configurationTable(surface);
  if (rows.length === 0) return tableBlock(table);
  const band = noisePercent(noise) / 100;
  const forest: Forest = {
    title: 'CPU of the whole path per request, divided by that of sessions',
    description: `${rows.length} paired ratios with 95 % intervals, the cheapest first. ${rows.map(({ label, verdict }) => `${label}: ${verdict}`).join('. ')}.`,
    axisTitle: 'CPU of the whole path ÷ sessions (1× = the same)',
    rows: [...aa, ...rows],
    noiseFloor: band,
  };
  return figureBlock(forestChart, forest, {
    id: 'surface-chart',
    caption: `Points are ratios, lines their 95\u00a0% intervals, of one boot. “At 48” means with 48 connections. Inside the grey band of this boot, ±${percent(100 * band)}, nothing is called a difference. Hollow points claim nothing.`,
    table,
  });
}

function forestRow(label: string, found: SurfaceRatio, isAa = false): Forest['rows'][number] {
  const { ratio, low, high, verdict } = found;
  return {
    label,
    verdict: isAa ? 'the noise of this boot' : verdict.replaceAll('-', ' '),
    distinguishable: !isAa && verdict.startsWith('costs'),
    ratio,
    low,
    high,
    isAa,
  };
}

function labelOf(row: SurfaceRow): string {
  const named = configurationName(row);
  return isSecondFloor(row) ? `${named}, a second copy` : named;
}

/** Every configuration at the usual number of connections, the cheapest first. */
function configurationTable(surface: Surface): Table {
  const usual = usualConnections(surface);
  const place = (row: SurfaceRow) =>
    row.againstSessions.wholePathCpuUsPerRequest?.ratio ??
    (row.contender === 'sessions' ? 1 : Number.POSITIVE_INFINITY);
  const rows = surface.rows
    .filter(({ connections }) => connections === usual)
    .sort((one, other) => place(one) - place(other));
  return tableOf(
    `CPU per accepted answer with ${usual} connections, the cheapest first; microseconds are of this machine`,
    rows,
    [[left('configuration'), labelOf], ...ratioColumns, verdictColumn, ...costColumns],
  );
}

/** The configurations that were measured at several numbers of connections, from few to many. */
function concurrencyTable({ rows }: Surface): Table {
  const several = [...group(rows, ({ arm }) => arm).values()].filter((own) => own.length > 1);
  return tableOf('The same by the number of connections', several.flat(), [
    [left('configuration'), labelOf],
    [right('connections'), ({ connections }) => String(connections)],
    ...ratioColumns,
    verdictColumn,
    ...costColumns,
  ]);
}

const ratioColumns: readonly FilledColumn<SurfaceRow>[] = [
  [
    right('whole path ÷ sessions'),
    ({ againstSessions }) => ratioWithInterval(againstSessions.wholePathCpuUsPerRequest),
  ],
  [
    right('replica ÷ sessions'),
    ({ againstSessions }) => ratioWithInterval(againstSessions.replicaCpuUsPerRequest),
  ],
  [
    right('whole path ÷ floor'),
    ({ againstFloor }) => ratioWithInterval(againstFloor.wholePathCpuUsPerRequest),
  ],
];

const verdictColumn: FilledColumn<SurfaceRow> = [
  left('whole path against sessions'),
  ({ againstSessions, contender }) =>
    (contender === 'floor'
      ? undefined
      : againstSessions.wholePathCpuUsPerRequest?.verdict.replaceAll('-', ' ')) ?? absent,
];

const costColumns: readonly FilledColumn<SurfaceRow>[] = [
  [right('whole path µs'), ({ wholePathCpuUsPerRequest }) => figure(wholePathCpuUsPerRequest)],
  [right('replica µs'), ({ replicaCpuUsPerRequest }) => figure(replicaCpuUsPerRequest)],
  [right('trials'), ({ trials }) => String(trials)],
];
