import { contenderNamed } from '../../infra/contenders/contenders.ts';
import { takeOverMachine } from './machine/machine.ts';
import type { Answer } from './replica.ts';
import { explore } from './search.ts';
import { loadContender } from './stage.ts';

/** Explores a scenario whose request is never answered, and prints what was found. Its argument: a folder for keys. */
const machine = takeOverMachine();
const explored = await loadContender(contenderNamed('sessions'), process.argv[2] ?? '');
const { orders, stuck, shortest } = await explore(machine, explored, {
  name: 'stuck',
  story: 'A client waits for an answer that nothing sends.',
  properties: [],
  takesPart: () => true,
  begin: async () => ({
    actors: { client: () => new Promise<Answer>(() => undefined) },
    judge: async () => [],
  }),
});
process.stdout.write(JSON.stringify({ orders, stuck, why: shortest?.stuck }));
