import { contenders } from './contenders.ts';
import { runContract } from './suite.ts';

// Two files, because test files run side by side and the tests of one file do not.
for (const facts of contenders) {
  if (facts.app === 'tokens') runContract(facts);
}

// The libraries differ in what they refuse by themselves, and the app has to make up for it.
const tokens = contenders.find(({ contender }) => contender === 'tokens');
if (tokens === undefined) throw new RangeError('there is no contender tokens');
for (const [algorithm, publishedKeys] of [
  ['ES256', 1],
  ['HS256', 0],
] as const) {
  const environment = { TOKEN_LIBRARY: 'jsonwebtoken', TOKEN_ALGORITHM: algorithm };
  runContract({ ...tokens, publishedKeys, environment }, `tokens by jsonwebtoken, ${algorithm}`);
}
