import { keepsLoginsInRedis } from '../cards.ts';
import type { Scenario } from '../scenario.ts';
import { meet } from './logout-all-login.ts';

export const scenario: Scenario = {
  name: 'logout-all-login-same-ms',
  story:
    'A user logs out everywhere on one device and logs in on another one in the same millisecond.',
  properties: ['P1', 'P7'],
  takesPart: keepsLoginsInRedis,
  begin: meet,
};
