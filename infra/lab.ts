/** `./lab`: starts the lab, does things to it and stops it. `make up` and `make down` call this. */

import { parseCommand, usage } from './lab/command.ts';
import { askKeeper } from './lab/keeper-client.ts';
import { up } from './lab/up.ts';
import { readEnvironment } from './stack/environment.ts';
import { StackError } from './stack/errors.ts';
import { project } from './stack/project.ts';

/** Exit codes: 0 done, 1 it could not be done, 2 a mistake on the command line. */
async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommand(argv, readEnvironment());
  if (command.kind === 'up') {
    for (const line of await up(project, command.options)) console.log(line);
    return 0;
  }
  const answer = await askKeeper(project, command.request);
  if (answer === null) {
    const down = command.request.verb === 'down';
    console.error(down ? 'no lab is running' : 'no lab is running: make up');
    return down ? 0 : 1;
  }
  for (const line of answer.lines) (answer.ok ? console.log : console.error)(line);
  return answer.ok ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof TypeError) console.error(`${error.message}\n\n${usage}`);
  else if (error instanceof StackError) console.error(error.message);
  else throw error;
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
