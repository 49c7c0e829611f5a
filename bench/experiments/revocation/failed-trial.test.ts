import { expect, test } from 'vitest';
import type { Arm } from '../../../infra/stack/stack.ts';
import { revocationTrialSchema } from '../../result/revocation.ts';
import { revokingActions } from './actions.ts';
import { failedTrial } from './failed-trial.ts';
import { summariseRevocation } from './summary.ts';

test('a trial that could not be made stands in the file with its reason, and in no figure', () => {
  const arm: Pick<Arm, 'spec'> = { spec: { arm: 'tokens', contender: 'tokens' } };
  const [action] = revokingActions;
  if (action === undefined) throw new TypeError('there are actions');
  const trial = failedTrial({ arm, action, trial: 3 }, 'the login was answered 503');
  expect(revocationTrialSchema.parse(trial)).toMatchObject({
    contender: 'tokens',
    trial: 3,
    valid: false,
    invalidBecause: ['it could not be made: the login was answered 503'],
  });
  expect(summariseRevocation([trial])).toEqual([]);
});
