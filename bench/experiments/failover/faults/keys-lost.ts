import { randomBytes } from 'node:crypto';
import { not, signatureOnly } from '../contender-kinds.ts';
import { type Fault, victimOf } from '../fault.ts';
import { restartAll, restartAsPlanned } from '../restart.ts';

export const fault: Fault = {
  name: 'keys-lost',
  place: 180,
  summary: 'all replicas are restarted with a new signing key and a new session secret',
  breaks: 'other',
  title: 'Signing key and session secret are lost',
  done: 'All replicas are restarted at once with a new session secret and a new key file.',
  advice:
    'Everybody is signed out, whatever the approach. Keep keys where they survive a deployment, and rotate by publishing the new one beside the old.',
  injected: 'restarted with new keys',
  isInstant: true,
  restartsReplicas: true,
  inject: (target) => {
    const name = randomBytes(6).toString('hex');
    const secret = randomBytes(32).toString('base64url');
    return restartAll((arm) => ({
      SESSION_SECRET: secret,
      KEYS_FILE: `${victimOf(arm).keysDirectory}/${arm.spec.arm}-new-keys-${name}.json`,
    }))(target);
  },
  cleanUp: restartAsPlanned,
  expectations: [
    {
      contenders: [not(signatureOnly)],
      outcome: { users: ['signed-out'], redisFree: ['failed'], lasting: [true] },
      reason:
        'No signature of before verifies any more, of a cookie or of a token. All replicas restart at once, so nobody is served meanwhile.',
      source: 'RFC 7515 section 5.2; cookie-signature',
    },
    {
      contenders: [signatureOnly],
      // A last request may be accepted in the moment in which the replicas are killed.
      outcome: {
        users: ['signed-out'],
        revoked: ['refused', 'accepted'],
        redisFree: ['failed'],
        lasting: [true],
      },
      reason:
        'No signature of before verifies any more: losing the key is the only revocation that this contender has.',
      source: 'RFC 7515 section 5.2',
    },
  ],
};
