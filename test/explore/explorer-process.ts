import { z } from 'zod';
import { becomeExplorer } from './explorer.ts';
import { mutationNamed } from './options.ts';

/** A process that explores what it is sent, until its parent has gone. */

const pairSchema = z.strictObject({ scenario: z.string(), contender: z.string() });

const explorer = await becomeExplorer(mutationNamed(process.argv[2]));
process.on('message', (message) => {
  explorer.explore(pairSchema.parse(message)).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
process.once('disconnect', () => process.exit());
