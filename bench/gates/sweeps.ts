import type { Gate } from '../result/run.ts';
import { type Sweeps, secondFloorArm } from '../result/sweeps.ts';
import { windowGates } from './lookup/instrument.ts';

/** Sweeps share the method of lookup's blocks, so the same rules hold for their windows. */
export function sweepsGates({ trials, algorithms }: Sweeps): Gate[] {
  return [equalArmsGate(algorithms), ...windowGates(trials, 'sweeps')];
}

function equalArmsGate(algorithms: Sweeps['algorithms']): Gate {
  const again = algorithms.find(({ arm }) => arm === secondFloorArm)?.againstFloor ?? null;
  return {
    gate: 'two equal arms read as equal',
    experiment: 'sweeps',
    status: again !== null && again.low <= 1 && again.high >= 1 ? 'pass' : 'warn',
    measured:
      again === null
        ? 'no pair of equal arms'
        : `${again.low.toFixed(3)} to ${again.high.toFixed(3)}`,
    limit: 'the 95 % interval holds 1',
    detail: 'in one run of twenty it misses by chance',
  };
}
