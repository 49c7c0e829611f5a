import type { Answer } from './client.ts';

/**
 * Asks until the answer satisfies the condition, and returns the last answer either way: the assertion that
 * follows says what was wrong. A condition that holds on each of several replicas is asked for that many in a row.
 */
export async function askUntil(
  ask: () => Promise<Answer>,
  holds: (answer: Answer) => boolean,
  inARow: number,
): Promise<Answer> {
  const giveUpMs = performance.now() + 10_000;
  for (let seen = 0; ; ) {
    const answer = await ask();
    seen = holds(answer) ? seen + 1 : 0;
    if (seen >= inARow || performance.now() > giveUpMs) return answer;
  }
}
