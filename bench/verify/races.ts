import type { Result } from '../result/result.ts';
import type { Race, RaceEvent } from '../result/revocation-findings.ts';
import type { Part } from './part.ts';

/** How many races the plan has of each kind, as a share of the races with a write. Touches stop by the clock. */
const shares: Readonly<Record<Race['inFlight'], number | null>> = {
  write: 1,
  read: 4,
  login: 6,
  touch: null,
};

/**
 * The log that a row keeps is that of its first race that came back, or of the first one when none did. So it shows
 * whether any came back.
 */
export function raceParts(races: readonly Race[], plan: Result['config']['plan']): Part[] {
  const again = races.map(({ races: run, overlapped, cameBack, example }) => ({
    overlapped: Math.min(overlapped, run),
    cameBack: example === null ? 0 : cameBackIn(example) ? Math.max(1, cameBack) : 0,
  }));
  return [
    { place: ['revocation', 'races'], kept: races, again, holds: 'some' },
    ...races.flatMap((race) => plannedRaces(race, plan['revocation.races'])),
  ];
}

function plannedRaces({ contender, inFlight, races, invalid }: Race, planned: unknown): Part[] {
  const share = shares[inFlight];
  if (typeof planned !== 'number' || share === null) return [];
  return [
    {
      place: [`revocation.races: races of ${contender}, ${inFlight}`],
      kept: races + invalid,
      again: Math.ceil(planned / share),
      holds: 'rule',
    },
  ];
}

/** Whether one of the last requests was accepted: those that were sent when all others had been answered. */
function cameBackIn(events: readonly RaceEvent[]): boolean {
  const first = events.findLastIndex(
    ({ sentMs }, index) =>
      index > 0 && events.slice(0, index).every(({ doneMs }) => doneMs <= sentMs),
  );
  return events
    .slice(Math.max(0, first))
    .some(({ status }) => status !== null && status >= 200 && status < 300);
}
