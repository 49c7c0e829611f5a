import { describe } from 'vitest';
import { administrationRules } from './administration-rules.ts';
import type { ContenderFacts, ContractTarget } from './facts.ts';
import { httpRules } from './http-rules.ts';
import { loginRules } from './login-rules.ts';
import { logoutRules } from './logout-rules.ts';
import { refreshRules } from './refresh-rules.ts';
import { refusalRules } from './refusal-rules.ts';
import { resourceRules } from './resource-rules.ts';

/**
 * The HTTP contract as tests, from outside: the same for every contender, whether its replicas are reached
 * directly or through a balancer. A contender that does not pass gets no figure.
 * @param target is asked inside the tests, so it may be started in `beforeAll`
 */
export function describeContract(facts: ContenderFacts, target: () => ContractTarget): void {
  describe(`${facts.contender} keeps the contract`, () => {
    loginRules(facts, target);
    resourceRules(facts, target);
    httpRules(facts, target);
    administrationRules(facts, target);
    if (facts.authenticates) {
      refusalRules(facts, target);
      logoutRules(facts, target);
    }
    if (facts.refreshes) refreshRules(facts, target);
  });
}
