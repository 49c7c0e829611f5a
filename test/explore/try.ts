import { contenders } from '../../infra/contenders/contenders.ts';
import { takeOverMachine } from './machine/machine.ts';
import { scenario } from './scenarios/logout-write.ts';
import { explore } from './search.ts';
import { loadContender } from './stage.ts';

const hr = process.hrtime.bigint;
const machine = takeOverMachine();
for (const card of contenders.filter(scenario.takesPart)) {
  if (process.argv[2] && !process.argv[2].split(',').includes(card.contender)) continue;
  const t = hr();
  const e = await explore(machine, await loadContender(card), scenario);
  console.log(card.contender, e.orders, e.violating, e.stuck, Number(hr() - t) / 1e6, e.shortest?.steps.map((s) => `${s.actor}:${s.kind}:${s.label}`), e.shortest?.violations, e.shortest?.stuck);
}
process.exit(0);
