import { logIn } from '../../../load/credential.ts';
import { logOut } from '../../../load/revoke.ts';
import { type CorrectnessCase, hasDenylist } from './case.ts';

/** CLOCK_TOLERANCE_SECONDS of the replicas, by default. */
const toleranceMs = 5000;
/** Redis counts in whole seconds here; the stamps of this test are a few milliseconds apart. */
const roundingMs = 1000;

/** An entry that ends before its token un-revokes it; one that never ends fills the store. */
export const entryLife: CorrectnessCase = {
  name: 'entry-life',
  appliesTo: hasDenylist,
  async run({ arm, nextAccount }) {
    const credential = await logIn(arm.url, nextAccount());
    await logOut(arm.url, credential);
    const key = `deny:urn:lab:${arm.spec.contender}:${credential.credentialId}`;
    const lifeMs = Number(await arm.store.command('PTTL', key));
    // -2: there is no such key. The contender keeps its list in another form; its life is tried by waiting.
    if (lifeMs === -2) return [];
    const tokenMs = new Date(credential.expiresAt).getTime() - Date.now() + toleranceMs;
    const marginMs = lifeMs - tokenMs;
    return [
      {
        case: 'entry-life',
        expected: 'the entry ends, and not before its token plus the clock tolerance',
        observed:
          lifeMs === -1
            ? 'the entry has no end'
            : `the entry ends ${(marginMs / 1000).toFixed(1)} s after its token plus the tolerance`,
        ok: lifeMs > 0 && marginMs >= -roundingMs,
        explanation:
          'an entry that underlives its token un-revokes it; one that outlives it for ever is a list that only grows',
        source: 'devise-jwt issue 25; RFC 7519, section 4.1.4 (leeway)',
      },
    ];
  },
};
