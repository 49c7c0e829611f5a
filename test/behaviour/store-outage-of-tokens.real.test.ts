import { contenders } from '../contract/contenders.ts';
import { describeOutage } from './store-outage.ts';

for (const facts of contenders) {
  if (facts.app === 'tokens') describeOutage(facts);
}
