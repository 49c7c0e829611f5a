import type { ActionName } from '../../infra/contenders/card.ts';
import type { Contender } from '../../infra/contenders/contenders.ts';
import { settingMs } from '../../infra/contenders/guarantee.ts';
import type { Browser } from './browser.ts';
import { boundPasses, isAcknowledged, replicasThatAccept } from './properties.ts';
import type { Answer, Replica } from './replica.ts';
import type { Violation } from './scenario.ts';
import { signIn, succeeded } from './signed-in.ts';
import type { Stage } from './stage.ts';

/** A login of this contender lives on by refresh tokens. */
export function refreshes({ credential }: Contender): boolean {
  return credential.refreshes;
}

/** Longer than the time within which a second use of a refresh token is taken for a second tab. */
export const longerThanGraceMs = 11_000;

/** Trades the refresh token of this browser for its successor. */
export function refresh(browser: Browser, replica: Replica): Promise<Answer> {
  return browser.post(replica, '/token/refresh');
}

/** P4: within the grace no use of a refresh token is taken for theft. */
export function noTheft(answers: readonly (Answer | undefined)[]): readonly Violation[] {
  if (!answers.some((answer) => answer?.body.code === 'refresh_token_reused')) return [];
  return [{ property: 'P4', what: 'a second tab is taken for a thief within the grace' }];
}

/** P4: each of these tabs, one after the other, can trade the refresh token that it holds. */
export async function canRefresh(
  tabs: readonly Browser[],
  replica: Replica,
): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  for (const tab of tabs) {
    const { status, body } = await refresh(tab, replica);
    if (status === 200) continue;
    const what = `a refresh of a tab that is signed in is answered ${status} ${String(body.code)}`;
    violations.push({ property: 'P4', what });
  }
  return violations;
}

/**
 * The login is over for all who hold something of it: no refresh token is traded from now on (every contender asks Redis
 * at a refresh), and no replica accepts an access token when the stated bound is over. The bound is counted for a token
 * that was made at this moment, because a refresh may just have made one.
 * @param action what has ended the login
 * @param property of a token that is still good: P4 after a theft, else P1
 */
export async function loginIsOver(
  stage: Stage,
  holders: readonly Browser[],
  { action, property = 'P1' }: { readonly action: ActionName; readonly property?: 'P1' | 'P4' },
): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  for (const holder of holders) {
    // One replica speaks for all: a refresh is decided in Redis.
    const [replica] = stage.replicas;
    if (replica === undefined) throw new TypeError('there is no replica');
    if (!isAcknowledged(await refresh(holder.copy(), replica))) continue;
    const what = `${replica.name} renews a login whose ${action} was acknowledged`;
    violations.push({ property, what });
  }
  const youngestMs = settingMs(stage.card.settings, 'CREDENTIAL_TTL_SECONDS');
  if (!(await boundPasses(stage, action, youngestMs))) return violations;
  for (const holder of holders) {
    const accepting = await replicasThatAccept(stage, holder);
    if (accepting.length === 0) continue;
    const what = `a token of a login whose ${action} was acknowledged is accepted by ${accepting.join(' and ')}`;
    violations.push({ property, what });
  }
  return violations;
}

/** P7: a logout from everywhere, which the user sends from a new device, ends what is left of earlier logins. */
export async function allWithinReach(
  stage: Stage,
  holders: readonly Browser[],
  replica: Replica,
  username: string,
): Promise<readonly Violation[]> {
  if (!(await isAnyAccepted(stage, holders))) return [];
  const device = await signIn(stage, replica, username);
  succeeded(await device.browser.post(replica, '/logout-all'), 'the logout from everywhere');
  const left = await loginIsOver(stage, [...holders, device.thief], { action: 'logout-all' });
  return left.map(({ what }) => ({ property: 'P7', what }));
}

async function isAnyAccepted(stage: Stage, holders: readonly Browser[]): Promise<boolean> {
  for (const holder of holders) {
    if ((await replicasThatAccept(stage, holder)).length > 0) return true;
  }
  return false;
}
