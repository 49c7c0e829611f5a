import { generatorStatus } from '../../gates/lookup/instrument.ts';
import type { Finding, Plant } from '../plant.ts';
import { withPlantedLab } from '../planted-lab.ts';

/** Answered by nginx alone, so that nothing but the generator can be the bottleneck. */
const ceilingPath = '/balancer-ceiling';
const connections = 64;
const requests = 6_000;

/** A generator that cannot keep up must not pass for a slow server: its gate must not say `pass`. */
export const saturatedGenerator: Plant = {
  name: 'saturated-generator',
  mostRepetitions: 10,
  prove: (context) =>
    withPlantedLab([{ arm: 'ceiling' }], async ({ generator, arm }) => {
      const { url } = arm('ceiling');
      const findings: Finding[] = [];
      for (let repetition = 0; repetition < context.repetitions; repetition++) {
        context.signal.throwIfAborted();
        const load = { url, path: ceilingPath, connections, requests };
        const { utilization } = await generator.run(load);
        const status = generatorStatus(utilization);
        findings.push({
          said: `gate: ${status}, generator busy ${(100 * utilization).toFixed(0)} %`,
          right: status !== 'pass',
        });
      }
      context.say('a saturated generator');
      return [{ planted: 'a saturated load generator', requiredShare: 1, findings }];
    }),
};
