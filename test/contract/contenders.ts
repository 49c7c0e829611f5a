import { type Contender, contenders as cards } from '../../infra/contenders/contenders.ts';
import { guaranteeOf } from '../../infra/contenders/guarantee.ts';
import type { ContenderFacts } from './facts.ts';

/**
 * A second opinion on the cards: the Redis commands of one `GET /orders`, in the order in which they are sent. Whoever
 * changes a number in a card must change it here too. A contender that is not listed is held to its card alone.
 */
const commandsPerRequest: ReadonlyMap<string, readonly string[]> = new Map([
  ['floor', []],
  ['sessions', ['get', 'expire']],
  ['sessions-getex', ['getex']],
  ['sessions-hardened', ['get']],
  ['sessions-cached', []],
  ['sessions-memory', []],
  ['sessions-sticky', []],
  ['tokens', ['mget']],
  ['tokens-hs256', ['mget']],
  ['tokens-fail-open', ['mget']],
  ['tokens-stateless', []],
  ['tokens-short', []],
  ['tokens-pushed', []],
  ['tokens-pushed-cached', []],
]);

/** Every contender, and what its card says that the contract has to know. */
export const contenders: readonly ContenderFacts[] = cards.map(factsFrom);

function factsFrom(card: Contender): ContenderFacts {
  const { contender, app, credential, guarantee } = card;
  const worksOnEveryReplica = credential.worksOn === 'every-replica';
  const demoted = holdsFrom(guaranteeOf(guarantee, 'demoted').revocation.holds);
  const scaled = card.emulates.find((each) => each.scaled !== undefined)?.scaled;
  return {
    contender,
    app,
    authenticates: app !== 'floor',
    worksOnEveryReplica,
    logoutHolds: holdsFrom(guarantee.revocation.holds),
    // The exceptions of a contender in memory are about other replicas; the contract gives it one.
    roleChangeHolds: !worksOnEveryReplica
      ? 'at-once'
      : demoted === 'at-expiry'
        ? 'at-refresh'
        : demoted,
    withoutStore: card.whileRedisIsAway,
    refreshes: credential.refreshes,
    publishedKeys: app !== 'tokens' ? null : card.algorithm === 'HS256' ? 0 : 1,
    replicas: worksOnEveryReplica && guarantee.revocation.holds !== 'cached' ? 3 : 1,
    commandsPerRequest: commandsPerRequest.get(contender) ?? card.request.redisCommands,
    // A contender that is only emulated waits for minutes; here it waits for seconds.
    environment:
      card.experiments.length === 0 && scaled !== undefined ? textsOf(scaled.settings) : {},
  };
}

function holdsFrom(holds: Contender['guarantee']['revocation']['holds']) {
  const words = {
    none: 'at-once',
    'next-request': 'at-once',
    pushed: 'soon',
    cached: 'soon',
    expiry: 'at-expiry',
  } as const;
  return words[holds];
}

function textsOf(settings: Contender['settings']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}
