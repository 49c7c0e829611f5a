import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../../lab/redis-server.ts';
import { type Outcome, runBoth } from './against-real/comparison.ts';
import { createProductScripts } from './against-real/product-scripts.ts';
import { randomSteps, type Step } from './against-real/random-steps.ts';
import type { Command, Commands } from './commands/command.ts';
import type { Delivery } from './connection.ts';
import { LuaInterpreter } from './lua-interpreter.ts';
import { StandInRedis } from './stand-in.ts';

const sequences = Number(process.env.STAND_IN_SEQUENCES ?? 1_000);
/** They take about ten seconds on two busy cores. */
const hangAfterMs = 300_000;

let server: RedisServer;
let steps: fc.Arbitrary<Step[]>;
beforeAll(async () => {
  // Redis then trims a stream exactly, and drops a key that has ended only when a command names it.
  const settings = ['--stream-node-max-entries', '1', '--enable-debug-command', 'yes'];
  server = await startRedisServer(...settings);
  await server.client.call('DEBUG', 'SET-ACTIVE-EXPIRE', '0');
  steps = randomSteps(await createProductScripts());
});
afterAll(() => server.stop());

const lua = new LuaInterpreter();
type Kind = typeof StandInRedis;

/**
 * Two scripts of one transaction may run in the same millisecond or not, and then they may do different things. That is
 * chance; what differs three times in a row differs.
 */
async function differ(Stand: Kind, sequence: readonly Step[]) {
  let both: { readonly real: Outcome; readonly standIn: Outcome } | undefined;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    both = await runBoth(server, ({ nowMs }) => new Stand({ nowMs, lua }), sequence);
    if (JSON.stringify(both.real) === JSON.stringify(both.standIn)) return null;
  }
  return both;
}

const agrees = (Stand: Kind) =>
  fc.asyncProperty(steps, async (sequence) => {
    const found = await differ(Stand, sequence);
    expect(found?.standIn).toEqual(found?.real);
  });

test(
  'random sequences have the same replies, messages and data as with a real Redis',
  async () => {
    await fc.assert(agrees(StandInRedis), { numRuns: sequences });
  },
  hangAfterMs,
);

/** The commands with one of them replaced. */
const replaced = (commands: Commands, name: string, by: (known: Command) => Command): Commands => {
  const known = commands[name];
  if (known === undefined) throw new Error(`no command ${name}`);
  return { ...commands, [name]: by(known) };
};

class IgnoresXx extends StandInRedis {
  protected override commands(): Commands {
    return replaced(super.commands(), 'SET', ({ run }) => ({
      run: (context, args) =>
        run(
          context,
          args.filter((part) => part !== 'XX'),
        ),
    }));
  }
}

class RepeatsIds extends StandInRedis {
  protected override commands(): Commands {
    return replaced(super.commands(), 'XADD', ({ run }) => ({
      run(context, args) {
        const find = () => context.keys.typed('stream', args[0] ?? '');
        const lastId = find()?.lastId;
        const reply = run(context, args);
        const stream = find();
        if (stream !== undefined && lastId !== undefined) stream.lastId = lastId;
        return reply;
      },
    }));
  }
}

class LosesInvalidations extends StandInRedis {
  override takeDeliveries(): readonly Delivery[] {
    return super.takeDeliveries().filter(({ cause }) => cause !== 'invalidation');
  }
}

class MixesUpMessages extends StandInRedis {
  override takeDeliveries(): readonly Delivery[] {
    return super.takeDeliveries().toReversed();
  }
}

test.for([
  ['SET ignores XX', IgnoresXx],
  ['XADD repeats an id', RepeatsIds],
  ['invalidations are lost', LosesInvalidations],
  ['messages change their order', MixesUpMessages],
] as const)('the comparison finds a stand-in in which %s', async ([, Stand]) => {
  const { failed } = await fc.check(agrees(Stand), { numRuns: sequences, endOnFailure: true });
  expect(failed).toBe(true);
});
