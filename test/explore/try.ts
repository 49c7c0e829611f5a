import { readdirSync } from 'node:fs';
import { contenders } from '../../infra/contenders/contenders.ts';
import { takeOverMachine } from './machine/machine.ts';
import type { Scenario } from './scenario.ts';
import { explore } from './search.ts';
import { loadContender } from './stage.ts';

const hr = process.hrtime.bigint;
const machine = takeOverMachine();
const [only = '', cont = ''] = process.argv.slice(2);
for (const file of readdirSync(new URL('scenarios', import.meta.url))) {
  if (only !== '' && !only.split(',').includes(file.replace('.ts', ''))) continue;
  const { scenario }: { scenario: Scenario } = await import(`./scenarios/${file}`);
  for (const card of contenders.filter(scenario.takesPart)) {
    if (cont !== '' && !cont.split(',').includes(card.contender)) continue;
    const t = hr();
    try {
    const e = await explore(machine, await loadContender(card), scenario);
    console.log(scenario.name, card.contender, e.orders, e.violating, e.stuck, Math.round(Number(hr() - t) / 1e6), e.shortest === null ? '' : `\n  ${e.shortest.choices.map(c=>c.picked).join('.')}\n   ${e.shortest.steps.map((s) => `${s.actor}:${s.kind}:${s.label}`).join('\n   ')}\n  ${JSON.stringify(e.shortest?.violations)} ${e.shortest?.stuck}`);
    } catch (error) { console.log(scenario.name, card.contender, error); }
  }
}
process.exit(0);
