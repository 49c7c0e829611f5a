import { expect, test } from 'vitest';
import { derivedAccount, randomSecrets, storePassword } from './accounts.ts';

test('a password is the HMAC of the name: the vector of RFC 4231 section 4.3', () => {
  const secrets = { session: '', loadAccount: 'Jefe', store: '' };
  const { password } = derivedAccount('what do ya want for nothing?', secrets);
  expect(Buffer.from(password, 'base64url').toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('secrets are long, and no two secrets of any two stacks are equal', () => {
  const drawn = [randomSecrets(), randomSecrets()].flatMap((each) => [
    each.session,
    each.loadAccount,
    storePassword('sessions', each),
    storePassword('tokens', each),
  ]);
  expect(new Set(drawn).size).toBe(8);
  for (const secret of drawn) expect(secret.length).toBeGreaterThanOrEqual(32);
});
