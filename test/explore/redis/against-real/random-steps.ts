import fc from 'fast-check';
import type { ProductScripts } from './product-scripts.ts';
import {
  channel,
  command,
  dataCommands,
  one,
  options,
  scriptCalls,
  text,
} from './random-commands.ts';

/** The connections of a sequence: one that is tracked, one that writes, and one that hears (RESP2). */
export type ConnectionIndex = 0 | 1 | 2;

export type Step =
  /** One command, or those of one transaction. `@2` stands for the client id of connection 2. */
  | {
      readonly kind: 'send';
      readonly on: ConnectionIndex;
      readonly commands: readonly (readonly string[])[];
    }
  /** The connection ends, and another one takes its place. */
  | { readonly kind: 'cut'; readonly on: ConnectionIndex }
  /** Redis loses its data and scripts. */
  | { readonly kind: 'empty' };

/** From here on connection 2 hears which of the keys that connection 0 has read change. */
const tracking: readonly Step[] = [
  { kind: 'send', on: 2, commands: [['SUBSCRIBE', '__redis__:invalidate']] },
  { kind: 'send', on: 0, commands: [['CLIENT', 'TRACKING', 'ON', 'REDIRECT', '@2']] },
];

/** A sequence of steps on few keys. */
export function randomSteps(scripts: ProductScripts): fc.Arbitrary<Step[]> {
  const data = dataCommands;
  const script = scriptCalls(scripts);
  const alone = fc.oneof(
    { weight: 12, arbitrary: data },
    {
      weight: 2,
      arbitrary: command(options(['PING'], ['TIME'], ['EXEC'], ['CLIENT', 'SETNAME', 'n'])),
    },
    { weight: 1, arbitrary: command('SELECT', one('0', '1', '99')) },
  );
  const transactionOf = (part: fc.Arbitrary<string[]>) =>
    fc.array(part, { maxLength: 3 }).map((inner) => [['MULTI'], ...inner, ['EXEC']]);
  const on = fc.constantFrom<ConnectionIndex[]>(0, 0, 0, 1, 1, 2);
  const untracked = fc.constantFrom<ConnectionIndex[]>(1, 1, 2);
  const send = (
    where: fc.Arbitrary<ConnectionIndex>,
    commands: fc.Arbitrary<readonly (readonly string[])[]>,
  ) => fc.record({ kind: fc.constant('send' as const), on: where, commands });
  const just = (index: ConnectionIndex) => fc.constant(index);
  const single = (part: fc.Arbitrary<string[]>) => part.map((made) => [made]);
  // Connection 1 publishes and 0 and 2 listen: Redis 7.0 and 8 differ in when a publisher hears itself.
  const publish = command('PUBLISH', channel, text);
  const hello = command('HELLO', one('2', '3', '4'));
  const listen = command(one('SUBSCRIBE', 'SUBSCRIBE', 'UNSUBSCRIBE'), channel);

  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 20, arbitrary: send(on, single(alone)) },
    { weight: 5, arbitrary: send(untracked, single(script)) },
    { weight: 1, arbitrary: send(on, transactionOf(fc.oneof(data, command('TIME')))) },
    { weight: 1, arbitrary: send(untracked, transactionOf(fc.oneof(data, script))) },
    // Connection 2 stays with RESP2, as the listener of `sessions-cached` does.
    { weight: 1, arbitrary: send(fc.constantFrom<ConnectionIndex[]>(0, 1), single(hello)) },
    { weight: 1, arbitrary: send(just(1), single(publish)) },
    { weight: 1, arbitrary: send(just(1), transactionOf(publish)) },
    { weight: 2, arbitrary: send(fc.constantFrom<ConnectionIndex[]>(0, 2), single(listen)) },
    ...tracking.map((step) => ({ weight: 1, arbitrary: fc.constant(step) })),
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), on }) },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'empty' }) },
  );
  const steps = fc.array(step, { minLength: 1, maxLength: 30, size: 'max' });
  return fc.tuple(fc.constantFrom([], tracking), steps).map((parts) => parts.flat());
}
