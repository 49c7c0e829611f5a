import { StackError } from './errors.ts';

/**
 * Every contender, and the folder under `apps/` that serves it; the app selects the variant by CONTENDER.
 * The order is that of the fixed balancer ports in docker-compose.yml: `floor` 8080, `sessions` 8081, `tokens` 8082, …
 */
export const appOf = {
  floor: 'floor',
  sessions: 'sessions',
  tokens: 'tokens',
  'sessions-hardened': 'sessions',
  'sessions-cached': 'sessions',
  'sessions-memory': 'sessions',
  'sessions-sticky': 'sessions',
  'tokens-fail-open': 'tokens',
  'tokens-stateless': 'tokens',
  'tokens-short': 'tokens',
  'tokens-pushed': 'tokens',
} as const;

export type ContenderName = keyof typeof appOf;

export function isContender(name: string): name is ContenderName {
  return Object.hasOwn(appOf, name);
}

export const contenderNames: readonly ContenderName[] = Object.keys(appOf).filter(isContender);

/** Throws `unknown_contender`, listing the valid names. */
export function requireContender(name: string): ContenderName {
  if (isContender(name)) return name;
  throw new StackError(
    'unknown_contender',
    `there is no contender "${name}"; the contenders are ${contenderNames.join(', ')}`,
  );
}

/** The balancer itself pins clients of these contenders to a replica, by a routing cookie. */
export function isSticky(contender: string): boolean {
  return contender === 'sessions-sticky';
}
