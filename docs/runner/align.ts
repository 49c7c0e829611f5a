import type { LabelledValue, LinePattern } from './pattern.ts';

/** One step of the comparison of shown and real output. They are equal when no line is missing and none is surplus. */
export type Step =
  | {
      readonly kind: 'same';
      readonly expected: LinePattern;
      readonly actual: string;
      readonly values: readonly LabelledValue[];
    }
  /** A real line that the three dots stand for. The step for the dots follows it. */
  | { readonly kind: 'any'; readonly actual: string }
  | { readonly kind: 'dots'; readonly expected: LinePattern }
  | { readonly kind: 'missing'; readonly expected: LinePattern }
  | { readonly kind: 'surplus'; readonly actual: string };

/** A step, the number of lines that it takes on each side, and its cost with the cheapest way to the end. */
interface Move {
  readonly step: Step;
  readonly expected: 0 | 1;
  readonly actual: 0 | 1;
  readonly cost: number;
}

/**
 * The alignment with the fewest missing and surplus lines. This is the usual table for the edit distance, filled from
 * the end. Three dots take any number of lines at no cost.
 */
export function align(expected: readonly LinePattern[], actual: readonly string[]): Step[] {
  const best = new Map<string, Move>();
  const bestFrom = (i: number, j: number) => best.get(`${i} ${j}`);
  for (let i = expected.length; i >= 0; i -= 1) {
    for (let j = actual.length; j >= 0; j -= 1) {
      const moves = movesAt(expected[i], actual[j])
        .map((move) => ({
          ...move,
          cost: move.cost + (bestFrom(i + move.expected, j + move.actual)?.cost ?? 0),
        }))
        .toSorted((a, b) => a.cost - b.cost);
      if (moves[0] !== undefined) best.set(`${i} ${j}`, moves[0]);
    }
  }
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  for (let move = bestFrom(i, j); move !== undefined; move = bestFrom(i, j)) {
    steps.push(move.step);
    i += move.expected;
    j += move.actual;
  }
  return steps;
}

/** Every step that is possible here, the preferred one first among equals; none at the end of both sides. */
function movesAt(pattern: LinePattern | undefined, line: string | undefined): Move[] {
  const moves: Move[] = [];
  if (pattern?.anyLines === true) {
    moves.push({ step: { kind: 'dots', expected: pattern }, expected: 1, actual: 0, cost: 0 });
    if (line !== undefined) {
      moves.push({ step: { kind: 'any', actual: line }, expected: 0, actual: 1, cost: 0 });
    }
    return moves;
  }
  const values = line === undefined ? null : (pattern?.match(line) ?? null);
  if (pattern !== undefined && line !== undefined && values !== null) {
    const step: Step = { kind: 'same', expected: pattern, actual: line, values };
    moves.push({ step, expected: 1, actual: 1, cost: 0 });
  }
  if (pattern !== undefined) {
    moves.push({ step: { kind: 'missing', expected: pattern }, expected: 1, actual: 0, cost: 1 });
  }
  if (line !== undefined) {
    moves.push({ step: { kind: 'surplus', actual: line }, expected: 0, actual: 1, cost: 1 });
  }
  return moves;
}

export function isEqual(steps: readonly Step[]): boolean {
  return steps.every(({ kind }) => kind !== 'missing' && kind !== 'surplus');
}

/** `-` marks a line that only the chapter has, `+` one that only the real output has. */
export function difference(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case 'same':
        return [`  ${step.actual}`];
      case 'any':
        return [];
      case 'dots':
        return ['  ...'];
      case 'missing':
        return [`- ${step.expected.source}`];
      case 'surplus':
        return [`+ ${step.actual}`];
      default:
        return step satisfies never;
    }
  });
}
