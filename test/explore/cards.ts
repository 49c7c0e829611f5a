import type { Contender } from '../../infra/contenders/contenders.ts';
import { faultsThatLose } from '../../infra/contenders/guarantee.ts';

/** Logins or their ends are in Redis, where every replica finds them. */
export function keepsLoginsInRedis({
  guarantee,
  credential,
  whileRedisIsAway,
}: Contender): boolean {
  return (
    guarantee.revocation.holds !== 'none' &&
    credential.worksOn === 'every-replica' &&
    whileRedisIsAway !== 'serves-and-logs-in'
  );
}

/** A replica keeps copies of what Redis holds, and Redis tells it when they have changed. */
export function isToldOfChanges({ app, guarantee }: Contender): boolean {
  return app === 'sessions' && guarantee.revocation.holds === 'pushed';
}

/** An acknowledged revocation is to survive the loss of all data in Redis. */
export function survivesDataLoss(card: Contender): boolean {
  return keepsLoginsInRedis(card) && !faultsThatLose(card.guarantee).includes('redis-flushed');
}
