import type { AuthStrategy } from '../shared/auth-strategy.ts';
import type { Config } from '../shared/config.ts';
import { Problem } from '../shared/problem.ts';
import type { KeyRing } from './key-ring.ts';

/** What an operator may do with the keys, on the private port. */
export function keyCommands(
  { tokenAlgorithm }: Pick<Config, 'tokenAlgorithm'>,
  ring: Pick<KeyRing, 'rotate' | 'withdraw'>,
): NonNullable<AuthStrategy['commands']> {
  // With HS256 there is no set to take a key out of: whoever verifies holds the one secret in memory, and could sign.
  const impossible = () => Promise.reject(new Problem('shared_secret'));
  return tokenAlgorithm === 'HS256'
    ? { '/keys/rotate': impossible, '/keys/withdraw': impossible }
    : { '/keys/rotate': ring.rotate, '/keys/withdraw': ring.withdraw };
}
