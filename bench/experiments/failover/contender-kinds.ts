import type { Contender } from '../../../infra/contenders/contenders.ts';

/**
 * A kind of contender, told by its card. The rows of expectations are written in these words and name no contender, so
 * that a copied contender is expected to do what its original does.
 */
export type ContenderKind = (contender: Contender) => boolean;

/** Sessions whose records are in Redis. */
export const recordsInRedis: ContenderKind = ({ app, credential }) =>
  app === 'sessions' && credential.worksOn === 'every-replica';

/** Sessions whose records are in the memory of one replica. */
export const recordsInMemory: ContenderKind = ({ credential }) =>
  credential.worksOn === 'one-replica';

/** Records in memory, and a balancer that sends each user back to the replica that has the record. */
export const pinnedUsers: ContenderKind = (contender) =>
  recordsInMemory(contender) && contender.balancer === 'sticky';

/** Records in memory, behind a round robin: two of three requests reach a replica that has no record of the user. */
export const scatteredUsers: ContenderKind = (contender) =>
  recordsInMemory(contender) && contender.balancer === 'round-robin';

/** Records in Redis that each request prolongs, and that Redis alone ends. */
export const recordsEndedByRedis: ContenderKind = (contender) =>
  recordsInRedis(contender) &&
  contender.request.redisCommands.some((command) => ['expire', 'getex'].includes(command));

/** Records in Redis that carry the time of their own end, which a replica compares with its clock. */
export const datedRecords: ContenderKind = (contender) =>
  recordsInRedis(contender) && !recordsEndedByRedis(contender);

/** Records in Redis, and copies of them on the replica, which are read in their place. */
export const copiedRecords: ContenderKind = (contender) =>
  recordsInRedis(contender) && !asksRedis(contender);

/** Records in Redis that each request reads there. */
export const askedRecords: ContenderKind = (contender) =>
  recordsInRedis(contender) && asksRedis(contender);

/** Every contender with tokens. */
export const everyToken: ContenderKind = ({ app }) => app === 'tokens';

/** Tokens that each request looks up in a list in Redis. */
export const askedList: ContenderKind = (contender) =>
  contender.app === 'tokens' && asksRedis(contender);

/** A list in Redis; a request is refused while Redis cannot be asked. */
export const askedListFailClosed: ContenderKind = (contender) =>
  askedList(contender) && contender.whileRedisIsAway === 'refuses';

/** Contenders that answer 503 while they cannot ask Redis: sessions in Redis, and a list that fails closed. */
export const failsClosed: ContenderKind = (contender) =>
  recordsInRedis(contender) || askedListFailClosed(contender);

/** A list in Redis; a request is admitted while Redis cannot be asked. */
export const askedListFailOpen: ContenderKind = (contender) =>
  askedList(contender) && contender.whileRedisIsAway === 'serves';

/** Tokens that are looked up in the replica's own copy of the list, to which Redis pushes new entries. */
export const pushedList: ContenderKind = ({ app, guarantee }) =>
  app === 'tokens' && guarantee.revocation.holds === 'pushed';

/** Tokens that are judged by their signature and expiry alone. */
export const signatureOnly: ContenderKind = ({ app, guarantee }) =>
  app === 'tokens' && guarantee.revocation.holds === 'expiry';

function asksRedis({ request }: Contender): boolean {
  return request.redisCommands.length > 0;
}

/** All but one kind. */
export function not(kind: ContenderKind): ContenderKind {
  return (contender) => !kind(contender);
}

/** Every contender. */
export const every: ContenderKind = () => true;
