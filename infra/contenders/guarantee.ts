import type { ActionName, Guarantee, Revocation } from './card.ts';
import type { Contender } from './contenders.ts';

/** What a contender guarantees of one action and, where the action is an exception, why. */
export function guaranteeOf(
  { revocation, except }: Guarantee,
  action: ActionName,
): { readonly revocation: Revocation; readonly because: string | null } {
  return except.find(({ actions }) => actions.includes(action)) ?? { revocation, because: null };
}

/**
 * How long after an acknowledged revocation a credential may still be accepted, in milliseconds.
 * @param announcedMs how long the credential itself said that it would live on; null: it does not say
 * @returns null when the contender guarantees nothing, or when its guarantee depends on an end that is not announced
 */
export function boundMsOf(
  { settings }: Pick<Contender, 'settings'>,
  revocation: Revocation,
  announcedMs: number | null,
): number | null {
  switch (revocation.holds) {
    case 'none':
      return null;
    case 'next-request':
      return 0;
    case 'pushed':
    case 'cached':
      return settingMs(settings, revocation.within);
    case 'expiry':
      return revocation.end.reduce<number | null>((sum, part) => {
        const partMs = part === 'announced' ? announcedMs : settingMs(settings, part);
        return sum === null || partMs === null ? null : sum + partMs;
      }, 0);
    default:
      return revocation satisfies never;
  }
}

/** The bound for a logout. Null: the contender guarantees nothing, or an end that only the credential names. */
export function logoutBoundMs(contender: Pick<Contender, 'settings' | 'guarantee'>): number | null {
  return boundMsOf(contender, guaranteeOf(contender.guarantee, 'logout').revocation, null);
}

/** How long a contender may go on with what its replicas remember while Redis is away. Null: it keeps no such copy. */
export function copyBoundMs(
  contender: Pick<Contender, 'settings' | 'guarantee' | 'whileRedisIsAway'>,
): number | null {
  return contender.whileRedisIsAway === 'serves-until-stale' ? logoutBoundMs(contender) : null;
}

/** A setting of a card in milliseconds, whichever unit its name ends in. @throws TypeError when the card lacks it */
export function settingMs(settings: Contender['settings'], name: string): number {
  const value = Number(settings[name]);
  if (!Number.isFinite(value)) throw new TypeError(`the card holds no number for ${name}`);
  return name.endsWith('_SECONDS') ? value * 1000 : value;
}

/** Faults in which an acknowledged revocation may be lost. */
export function faultsThatLose({ lostIn }: Guarantee): readonly string[] {
  return lostIn.flatMap(({ faults }) => faults);
}
