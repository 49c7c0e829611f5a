import { labAccount, type Replicas } from '../lab/replicas.ts';
import type { Carriage } from './client.ts';
import type { ContractTarget } from './facts.ts';
import { createTarget } from './target.ts';

/** Replicas that a test has started itself, each asked in turn. */
export function targetOf(replicas: Replicas, carriage: Carriage): ContractTarget {
  return createTarget({
    urls: () => replicas.urls,
    carriage,
    account: (index) => labAccount(`load-${index}`),
    admin: labAccount('lab-admin'),
  });
}
