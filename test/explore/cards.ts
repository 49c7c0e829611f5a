import type { Contender } from '../../infra/contenders/contenders.ts';

/** Logins or their ends are in Redis, where every replica finds them. */
export function keepsLoginsInRedis({ guarantee, credential, whileRedisIsAway }: Contender): boolean {
  return (
    guarantee.revocation.holds !== 'none' &&
    credential.worksOn === 'every-replica' &&
    whileRedisIsAway !== 'serves-and-logs-in'
  );
}
