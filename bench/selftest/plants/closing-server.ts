import { lookupPlans } from '../../experiments/lookup/plan.ts';
import { measureTrial } from '../../experiments/lookup/trial.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import type { Finding, Plant } from '../plant.ts';
import { withPlantedLab } from '../planted-lab.ts';

const answersPerConnection = 10;
const arms = [{ arm: 'closing', closeAfter: answersPerConnection }];

/**
 * A server that closes connections unannounced. autocannon alone reports no error and gives every later answer of the
 * connection to the request before it. The trial must be called invalid. Asked past nginx, which would hide it.
 */
export const closingServer: Plant = {
  name: 'closing-server',
  mostRepetitions: 10,
  prove: (context) =>
    withPlantedLab(arms, async ({ stack, generator, arm }) => {
      const closing = arm('closing');
      const [replica] = closing.replicas;
      if (replica === undefined) throw new RangeError('the planted arm has no replica');
      const plan = lookupPlans.default;
      const tools = {
        generator,
        balancer: stack.balancer,
        plan,
        sinceStartMs: () => performance.now(),
      };
      const findings: Finding[] = [];
      for (let block = 0; block < context.repetitions; block++) {
        context.signal.throwIfAborted();
        const place = { boot: 0, block, position: 0 };
        findings.push(judge(await measureTrial({ ...closing, url: replica.url }, place, tools)));
      }
      context.say('a server that closes connections');
      const planted = `a server that closes each connection after ${answersPerConnection} answers`;
      return [{ planted, requiredShare: 1, findings }];
    }),
};

function judge({ valid, invalidBecause }: LookupTrial): Finding {
  return { said: valid ? 'valid' : `invalid: ${invalidBecause.join(', ')}`, right: !valid };
}
