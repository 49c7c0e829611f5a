import { contenderNamed } from '../../infra/contenders/contenders.ts';
import type { Result } from '../result/result.ts';
import { fingerprintOf } from '../run/facts.ts';
import { runIdOf } from '../run/run-directory.ts';
import type { Part } from './part.ts';

/** What the facts of a run say of each other, and what the cards of the contenders say. */
export function factParts({ run, environment, contenders }: Result): Part[] {
  const { fingerprint, loadPerCoreAtStart, ...machine } = environment;
  const startedAt = new Date(run.startedAt);
  const id = runIdOf(startedAt);
  const seed = seedIn(run.argv);
  return [
    {
      place: ['run'],
      kept: run,
      again: {
        // A run that starts in the second of another one has a number after its time.
        id: run.id.startsWith(id) ? run.id : id,
        durationMs: new Date(run.endedAt).getTime() - startedAt.getTime(),
        // A seed that the run chose itself stands nowhere else, so it is taken as given.
        ...(seed === null ? {} : { seed }),
      },
      holds: 'some',
    },
    {
      place: ['environment'],
      kept: environment,
      again: { fingerprint: fingerprintOf(machine) },
      holds: 'some',
    },
    {
      place: ['contenders'],
      kept: contenders,
      again: contenders.map(({ contender }) => {
        const { app, request } = contenderNamed(contender);
        return { app, expectedRoundTrips: request.roundTrips };
      }),
      holds: 'some',
    },
  ];
}

/** The seed on the command line of the run, as `--seed=7` or as two words; null where the run chose one itself. */
export function seedIn(argv: readonly string[]): number | null {
  const [, text] = /(?:^|\s)--seed[=\s](\d+)(?:\s|$)/.exec(argv.join(' ')) ?? [];
  return text === undefined ? null : Number(text);
}
