import type { ContenderFacts } from './facts.ts';

const session = {
  authenticates: true,
  worksOnEveryReplica: true,
  logoutHolds: 'at-once',
  roleChangeHolds: 'at-once',
  withoutStore: 'refuses',
  refreshes: false,
  publishesKeys: false,
} as const;

const token = {
  authenticates: true,
  worksOnEveryReplica: true,
  roleChangeHolds: 'at-refresh',
  refreshes: true,
  publishesKeys: true,
} as const;

/** Every contender, and what is true of it alone. */
export const contenders: readonly ContenderFacts[] = [
  {
    ...session,
    contender: 'floor',
    authenticates: false,
    withoutStore: 'serves-and-logs-in',
    commandsPerRequest: [],
  },
  { ...session, contender: 'sessions', commandsPerRequest: ['get', 'expire'] },
  {
    ...session,
    contender: 'sessions-memory',
    worksOnEveryReplica: false,
    withoutStore: 'serves-and-logs-in',
    commandsPerRequest: [],
  },
  { ...session, contender: 'sessions-hardened', commandsPerRequest: ['get'] },
  {
    ...session,
    contender: 'sessions-cached',
    logoutHolds: 'soon',
    roleChangeHolds: 'soon',
    withoutStore: 'serves-until-stale',
    commandsPerRequest: [],
  },
  {
    ...session,
    contender: 'sessions-sticky',
    worksOnEveryReplica: false,
    withoutStore: 'serves-and-logs-in',
    commandsPerRequest: [],
  },
  {
    ...token,
    contender: 'tokens',
    logoutHolds: 'at-once',
    withoutStore: 'refuses',
    commandsPerRequest: ['mget'],
  },
  {
    ...token,
    contender: 'tokens-fail-open',
    logoutHolds: 'at-once',
    withoutStore: 'serves',
    commandsPerRequest: ['mget'],
  },
  {
    ...token,
    contender: 'tokens-stateless',
    logoutHolds: 'at-expiry',
    withoutStore: 'serves-and-logs-in',
    refreshes: false,
    commandsPerRequest: [],
  },
  {
    ...token,
    contender: 'tokens-short',
    logoutHolds: 'at-expiry',
    withoutStore: 'serves',
    commandsPerRequest: [],
  },
  {
    ...token,
    contender: 'tokens-pushed',
    logoutHolds: 'soon',
    withoutStore: 'serves-until-stale',
    commandsPerRequest: [],
  },
];

/** @throws when there is no such contender */
export function factsOf(contender: string): ContenderFacts {
  const facts = contenders.find((each) => each.contender === contender);
  if (facts === undefined) throw new Error(`${contender} has no facts`);
  return facts;
}
