import type { KeyEntry } from '../document.ts';
import { html, type Markup, pathData } from '../markup.ts';
import { path, rectangle } from './svg.ts';

/**
 * Above the line what valid and well refused requests met, stacked; below it what a revoked credential got. In the
 * order of painting, from the outermost in.
 */
export const timelineBands = ['failed', 'false-reject', 'degraded', 'ok', 'false-accept'] as const;
export type TimelineBand = (typeof timelineBands)[number];

export interface TimelineColumn {
  readonly atMs: number;
  /** Requests per second of each band. */
  readonly perSecond: Readonly<Record<TimelineBand, number>>;
}

/** Axes that panels beside each other share: the largest height above and below the line over all of them. */
export interface TimelineScale {
  readonly fromMs: number;
  readonly toMs: number;
  readonly above: number;
  readonly below: number;
}

/** From the line outwards. */
const stacked: readonly TimelineBand[] = ['ok', 'degraded', 'false-reject', 'failed'];

/** Requests per second up to the outer edge of a band; negative below the line. */
export function bandTop({ perSecond }: TimelineColumn, band: TimelineBand): number {
  if (band === 'false-accept') return -perSecond[band];
  return stacked
    .slice(0, stacked.indexOf(band) + 1)
    .reduce((sum, each) => sum + perSecond[each], 0);
}

const bandLabels: Readonly<Record<TimelineBand, string>> = {
  ok: 'as it should be',
  degraded: 'slow, or retried by the balancer',
  'false-reject': 'valid user refused (401)',
  failed: '5xx, reset, refused, timeout',
  'false-accept': 'below the line: revoked credential accepted',
};

/** The meaning of the colours and signs of a timeline. */
export function timelineKey(): KeyEntry[] {
  const bracket = path(pathData(['M', 1, 12, 'V', 4, 'H', 15, 'V', 12]), 'bracket');
  const wedge = path(pathData(['M', 8, 2, 'L', 3, 12, 'H', 13, 'Z']), 'mark fill-ink');
  return [
    ...[...stacked, 'false-accept' as const].map((band) => ({
      label: bandLabels[band],
      swatch: swatch(rectangle(0, 0, 16, 14, `band-${band}`)),
    })),
    { label: 'first to last request that went wrong after the fault', swatch: swatch(bracket) },
    { label: 'nginx leaves a replica out', swatch: swatch(wedge) },
  ];
}

function swatch(body: Markup): Markup {
  return html`<svg class="swatch" viewBox="0 0 16 14" aria-hidden="true">${body}</svg>`;
}
