import type { ActionName } from '../../infra/contenders/card.ts';
import { boundMsOf, guaranteeOf } from '../../infra/contenders/guarantee.ts';
import type { Browser } from './browser.ts';
import type { Answer, Replica } from './replica.ts';
import type { Ended, PropertyName, Violation } from './scenario.ts';
import { type SignedIn, signIn, succeeded } from './signed-in.ts';
import type { Stage } from './stage.ts';

/** The promises, in a sentence each. */
export const promises: Readonly<Record<PropertyName, string>> = {
  P1: 'no replica accepts a credential after its revocation was acknowledged and the stated bound is over',
  P2: 'no replica refuses a valid credential with 401',
  P3: 'what was acknowledged is recorded',
  P4: 'a refresh family has one line, sees no theft within the grace, and ends at every theft',
  P5: 'a demotion is not undone',
  P6: 'an acknowledged revocation survives what its contender says that it survives',
  P7: 'no credential is out of reach: a later logout from everywhere ends whatever is accepted',
};

/** Whether the request was done, and its client knows. */
export function isAcknowledged(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.status >= 200 && answer.status < 300;
}

/** Heartbeats come four times in a bound, so time passes in smaller parts than that. */
const partsOfBound = 8;

/**
 * Lets the time pass for which a revocation may still be unknown to a replica.
 * @returns false: the contender guarantees nothing for this action
 */
export async function boundPasses(
  stage: Stage,
  action: ActionName,
  announcedMs: number,
): Promise<boolean> {
  const { revocation } = guaranteeOf(stage.card.guarantee, action);
  const boundMs = boundMsOf(stage.card, revocation, announcedMs);
  if (boundMs === null) return false;
  // A credential that lives for whole seconds may end a second later than it says.
  if (boundMs > 0) await stage.pass(boundMs + 1000, partsOfBound);
  return true;
}

/**
 * P1, or P6 where a fault came between: once a revocation has been acknowledged and its stated bound is over, no replica
 * accepts the credential.
 * @param action what has revoked it; the card says how long it may still work
 */
export async function endedStaysEnded(
  stage: Stage,
  revoking: Answer | undefined,
  { thief, announcedMs }: Pick<SignedIn, 'thief' | 'announcedMs'>,
  action: ActionName,
  property: 'P1' | 'P6' = 'P1',
): Promise<readonly Violation[]> {
  if (!isAcknowledged(revoking)) return [];
  if (!(await boundPasses(stage, action, announcedMs()))) return [];
  const accepting = await replicasThatAccept(stage, thief);
  if (accepting.length === 0) return [];
  const what = `a credential whose ${action} was acknowledged is accepted by ${accepting.join(' and ')}`;
  return [{ property, what }];
}

/**
 * P3: a request that began after the revocation was acknowledged is not accepted. It says nothing about a contender that
 * states a longer bound, because the clock stands still.
 */
export function recordedWhenAcknowledged(
  { card }: Stage,
  revoking: Ended | undefined,
  asked: Ended | undefined,
  action: ActionName,
): readonly Violation[] {
  const isLater =
    revoking !== undefined && asked !== undefined && asked.beganAtStep >= revoking.endedAtStep;
  const { holds } = guaranteeOf(card.guarantee, action).revocation;
  if (!isAcknowledged(revoking) || !isLater || holds !== 'next-request') return [];
  if (asked.status !== 200) return [];
  return [{ property: 'P3', what: `a request is accepted after the ${action} was acknowledged` }];
}

/** P2: a credential that was not revoked is not refused. 503 is no refusal. */
export async function validStaysValid(
  stage: Stage,
  browser: Browser,
): Promise<readonly Violation[]> {
  const refusing = await replicasThat(stage, browser, ({ status }) => status === 401);
  if (refusing.length === 0) return [];
  const what = `a credential that was not revoked is refused by ${refusing.join(' and ')}`;
  return [{ property: 'P2', what }];
}

/** P2 for a request of the play: a client whose credential was not revoked never hears 401. */
export function notRefused(answer: Answer | undefined, who: string): readonly Violation[] {
  if (answer?.status !== 401) return [];
  return [{ property: 'P2', what: `${who} is refused, and the credential was not revoked` }];
}

/** P5: the credential does not have the rights that were taken away. */
export async function demotedStaysDemoted(
  stage: Stage,
  browser: Browser,
): Promise<readonly Violation[]> {
  const allowing: string[] = [];
  for (const replica of stage.replicas) {
    if (await actsAsAdmin(browser, replica)) allowing.push(replica.name);
  }
  if (allowing.length === 0) return [];
  const what = `a subject whose demotion was acknowledged acts as an admin on ${allowing.join(' and ')}`;
  return [{ property: 'P5', what }];
}

async function actsAsAdmin(browser: Browser, replica: Replica): Promise<boolean> {
  const answer = await browser.post(replica, '/accounts/load-9/revoke', { disable: false });
  return isAcknowledged(answer);
}

/** P7: a logout from everywhere on a third device, when all else is over, ends what is accepted. */
export async function withinReach(
  stage: Stage,
  { thief, announcedMs }: Pick<SignedIn, 'thief' | 'announcedMs'>,
  username: string,
): Promise<readonly Violation[]> {
  const [replica] = stage.replicas;
  if (replica === undefined || (await replicasThatAccept(stage, thief)).length === 0) return [];
  const { browser } = await signIn(stage, replica, username);
  succeeded(await browser.post(replica, '/logout-all'), 'the logout from everywhere');
  if (!(await boundPasses(stage, 'logout-all', announcedMs()))) return [];
  const accepting = await replicasThatAccept(stage, thief);
  if (accepting.length === 0) return [];
  const what = `${accepting.join(' and ')} accept a credential that a logout from everywhere does not end`;
  return [{ property: 'P7', what }];
}

/** The names of the replicas that accept the credential now. */
export function replicasThatAccept(stage: Stage, browser: Browser): Promise<readonly string[]> {
  return replicasThat(stage, browser, ({ status }) => status === 200);
}

/** The replicas whose answer to this credential is of that kind. */
async function replicasThat(
  stage: Stage,
  browser: Browser,
  isSo: (answer: Answer) => boolean,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const replica of stage.replicas) {
    if (isSo(await browser.copy().get(replica, '/me'))) names.push(replica.name);
  }
  return names;
}
