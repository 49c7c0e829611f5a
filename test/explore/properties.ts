import type { ActionName } from '../../infra/contenders/card.ts';
import { boundMsOf, guaranteeOf } from '../../infra/contenders/guarantee.ts';
import type { Browser } from './browser.ts';
import type { Answer } from './replica.ts';
import type { Violation } from './scenario.ts';
import type { Stage } from './stage.ts';

/** Whether the request was done, and its client knows. */
export function isAcknowledged(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.status >= 200 && answer.status < 300;
}

/** Heartbeats come four times in a bound, so time passes in smaller parts than that. */
const partsOfBound = 8;

/**
 * P1: once a revocation has been acknowledged and its stated bound is over, no replica accepts the credential.
 * @param action what has revoked it; the card says how long it may still work
 * @param announcedMs how long the credential itself said that it would live on
 */
export async function endedStaysEnded(
  stage: Stage,
  revoking: Answer | undefined,
  { thief, action, announcedMs }: { thief: Browser; action: ActionName; announcedMs: number },
): Promise<readonly Violation[]> {
  if (!isAcknowledged(revoking)) return [];
  const { revocation } = guaranteeOf(stage.card.guarantee, action);
  const boundMs = boundMsOf(stage.card, revocation, announcedMs);
  if (boundMs === null) return [];
  if (boundMs > 0) await stage.pass(boundMs + 1000, partsOfBound);
  const violations: Violation[] = [];
  for (const replica of stage.replicas) {
    const answer = await thief.get(replica, '/me');
    if (answer.status !== 200) continue;
    const what = `${replica.name} accepts a credential after its ${action} was acknowledged`;
    violations.push({ property: 'P1', what });
  }
  return violations;
}
