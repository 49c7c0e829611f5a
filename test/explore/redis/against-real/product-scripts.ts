import { Redis } from 'ioredis';
import { replaceRecord } from '../../../../apps/sessions/credential.ts';
import { createOnboarding } from '../../../../apps/shared/shop/onboarding.ts';
import { createPlacedOrders } from '../../../../apps/shared/shop/placed-orders.ts';
import { createRefreshFamilies } from '../../../../apps/tokens/refresh/family.ts';
import { createDenylist } from '../../../../apps/tokens/revocation.ts';
import { createRevocationLog } from '../../../../apps/tokens-pushed/revocation-log.ts';

/** Sends nothing and keeps what the product would have sent. Every reply is the one that was set. */
class CommandRecorder extends Redis {
  readonly commands: string[][] = [];
  reply: unknown = null;

  constructor() {
    super({ lazyConnect: true });
  }

  override sendCommand(
    ...[command]: Parameters<Redis['sendCommand']>
  ): ReturnType<Redis['sendCommand']> {
    this.commands.push([command.name, ...command.args.map(String)]);
    command.resolve(this.reply);
    return command.promise;
  }
}

/** Uses of the scripts of the product: the command, as it goes to Redis. */
export interface ProductScripts {
  replaceRecord(key: string, from: string, to: string, ttlSeconds: number | 'keep'): string[];
  startFamily(): string[];
  /** @param generation from 0 on: that of the refresh token */
  rotate(generation: number): string[];
  revokeSubject(subject: string, atLeastMs: number): string[];
  startFlow(): string[];
  completeStep(owner: string, name: 'profile' | 'plan' | 'confirmation'): string[];
  /** The claim of a key for an order. The script that then writes the order takes its score from the clock. */
  claimOrder(sku: string): string[];
  record(...revocations: Parameters<RevocationLog['record']>[0]): string[];
  state(): string[];
}

type RevocationLog = ReturnType<typeof createRevocationLog>;

const generations = [0, 1, 2, 3];

export async function createProductScripts(): Promise<ProductScripts> {
  const redis = new CommandRecorder();
  const settings = {
    issuer: 'i',
    ttlSeconds: 1000,
    refreshTtlSeconds: 4000,
    clockToleranceSeconds: 5,
  };
  const families = createRefreshFamilies(redis, settings, Buffer.alloc(32));
  const denylist = createDenylist(redis, settings);
  const log = createRevocationLog(redis, settings.issuer);
  const onboarding = createOnboarding(redis);
  const orders = createPlacedOrders(redis);

  /** Calls the product, which sends before it waits for the first time. */
  const sent = (act: () => Promise<unknown>): string[] => {
    redis.commands.length = 0;
    // The reply is none that the product expects.
    act().catch(() => undefined);
    return redis.commands[0] ?? [];
  };
  const sid = 'A'.repeat(22);
  const first = await families.start(sid, 'alice', 5000);
  const tokens = await Promise.all(
    generations.map(async (generation) => {
      redis.reply = ['rotated', generation, 'alice', '5000'];
      const outcome = await families.rotate(first);
      return outcome.kind === 'rotated' ? outcome.refreshToken : first;
    }),
  );
  redis.reply = null;
  /** The number that a replica draws for a new epoch would be another one in each run. */
  const withEpoch = (command: string[]) => command.with(10, '4711');
  /** Each flow has a random id of its own. */
  const ofOneFlow = (command: string[]) => command.with(3, 'onboarding:flow');
  /** So has each claim. */
  const ofOneClaim = (command: string[]) => command.with(5, 'claim');

  return {
    replaceRecord: (key, from, to, ttlSeconds) =>
      sent(() => replaceRecord(redis, key, { from, to, ttlSeconds })),
    startFamily: () => sent(() => families.start(sid, 'alice', 5000)),
    rotate: (generation) => sent(() => families.rotate(tokens[generation] ?? first)),
    revokeSubject: (subject, atLeastMs) => sent(() => denylist.revokeSubject(subject, atLeastMs)),
    startFlow: () => ofOneFlow(sent(() => onboarding.start('alice'))),
    completeStep: (owner, name) =>
      ofOneFlow(sent(() => onboarding.complete(owner, 'flow', name, { answer: 'yes' }))),
    claimOrder: (sku) =>
      ofOneClaim(sent(() => orders.place('alice', { items: [{ sku, quantity: 1 }] }, 'key'))),
    record: (...revocations) => withEpoch(sent(() => log.record(revocations))),
    state: () => withEpoch(sent(() => log.state())),
  };
}
