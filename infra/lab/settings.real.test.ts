import { expect, test } from 'vitest';
import { contenders } from '../contenders/contenders.ts';
import { project } from '../stack/project.ts';
import { requireSettings } from './settings.ts';

const armWith = (contender: string, environment: Readonly<Record<string, string>>) => ({
  ...{ arm: contender, contender, replicas: 1 },
  environment,
});
const signed = contenders.filter(({ algorithm }) => algorithm !== null);

test.for(signed.map(({ contender }) => contender))(
  '%s says before anything starts that its library does not know an algorithm',
  async (contender) => {
    const eddsa = { TOKEN_LIBRARY: 'jsonwebtoken', TOKEN_ALGORITHM: 'EdDSA' };
    await expect(requireSettings(project, [armWith(contender, eddsa)])).rejects.toThrow(
      'TOKEN_LIBRARY: jsonwebtoken does not know EdDSA; use jose',
    );
    const unchecked = { TOKEN_LIBRARY: 'unverified' };
    await expect(requireSettings(project, [armWith(contender, unchecked)])).rejects.toThrow(
      'TOKEN_LIBRARY: "unverified" admits forged tokens',
    );
  },
);

test('two settings that go together are accepted', async () => {
  const hs256 = armWith('tokens', { TOKEN_LIBRARY: 'jsonwebtoken', TOKEN_ALGORITHM: 'HS256' });
  await expect(requireSettings(project, [hs256])).resolves.toBeUndefined();
});
