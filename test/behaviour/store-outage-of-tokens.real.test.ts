import { contenders } from '../contract/contenders.ts';
import { appOf } from '../lab/replicas.ts';
import { describeOutage } from './store-outage.ts';

for (const facts of contenders) {
  if (appOf(facts.contender) === 'tokens') describeOutage(facts);
}
