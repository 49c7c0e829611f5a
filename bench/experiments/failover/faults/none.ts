import { every } from '../contender-kinds.ts';
import type { Fault } from '../fault.ts';

/** The row of the matrix that holds what each contender does in the time before the faults. Nothing is injected. */
export const fault: Fault = {
  name: 'none',
  place: 0,
  summary: 'nothing: the time before each fault, against which the others are held',
  breaks: 'other',
  forms: [],
  expectations: [
    {
      contenders: [every],
      outcome: {},
      reason: 'Nothing is broken: this is what each contender does anyway.',
      source: 'apps/README.md',
    },
  ],
};
