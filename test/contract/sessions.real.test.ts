import { contenders } from './contenders.ts';
import { runContract } from './suite.ts';

// Two files, because test files run side by side and the tests of one file do not.
for (const facts of contenders) {
  if (facts.app !== 'tokens') runContract(facts);
}
