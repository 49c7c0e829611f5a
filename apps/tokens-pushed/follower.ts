import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../shared/operation/log.ts';
import { createFreshness, type Freshness } from '../shared/store/freshness.ts';
import type { RevocationList } from './revocation-list.ts';
import type {
  LogEntry,
  LogPosition,
  LogState,
  NewRevocation,
  RevocationLog,
} from './revocation-log.ts';

export interface FollowerParts {
  /** On a connection of its own: a read that waits would hold up every other command. */
  readonly log: RevocationLog;
  readonly list: RevocationList;
  /** How long one read waits. A proof of freshness comes at least this often. */
  readonly blockMs: number;
  /** An epoch that began less than this ago is not believed by a replica without a list of its own. */
  readonly settlingMs: number;
  readonly monotonicMs: () => number;
  readonly report: Log;
}

const retryMs = 50;
/** Per read: a million entries are gone through in a few minutes. */
const sweepCount = 5000;

/**
 * Keeps a replica's list up to date: a snapshot, then the log, from the position that was noted before the
 * snapshot, so that nothing falls in between: the same as one atomic reply, which would hold up Redis for as long as
 * the list is long. From then on each entry must have the next number and the same
 * epoch. Anything else (entries missed, a log cut short, another Redis, one that has lost data) means a new
 * snapshot. A snapshot is merged and replaces nothing: what this replica knows to be revoked stays revoked until
 * it ends, whatever Redis has forgotten; and a Redis that has forgotten is told.
 *
 * A class because these steps share a position that only they may move.
 */
export class Follower {
  readonly #parts: FollowerParts;
  readonly #freshness: Freshness;
  #position: LogPosition | null = null;
  /** The log is said to be further than what came of it. Once is a race, twice is a gap. */
  #behind = false;
  /** Redis has lost data and has not been given it back yet. */
  #owing = false;
  #redisAheadMs = 0;
  #stopped = false;
  #snapshots = 0;
  #givenBack = 0;

  constructor(parts: FollowerParts) {
    this.#parts = parts;
    this.#freshness = createFreshness(parts.monotonicMs);
  }

  /** Follows until `stop`. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      // The connection comes back by itself. Until then the list grows older, and `ageMs` says so.
      await this.#step().catch(() => delay(retryMs));
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  /** How old the list may be. Infinity before the first snapshot. */
  ageMs(): number {
    return this.#freshness.ageMs();
  }

  /** For the private port. */
  metrics(): Readonly<Record<string, number>> {
    return {
      denylistEpoch: Number(this.#position?.epoch ?? 0),
      denylistSeq: this.#position?.seq ?? 0,
      denylistSnapshots: this.#snapshots,
      denylistGivenBack: this.#givenBack,
    };
  }

  async #step(): Promise<void> {
    const { log, list, blockMs, monotonicMs } = this.#parts;
    if (this.#position === null) return await this.#synchronise();
    if (this.#owing) await this.#giveBack();
    const askedAtMs = monotonicMs();
    const entries = await log.readAfter(this.#position.lastId, blockMs);
    if (entries.length > 0) await this.#apply(this.#position, entries, askedAtMs);
    else await this.#check(this.#position);
    list.sweep(monotonicMs() + this.#redisAheadMs, sweepCount);
  }

  async #synchronise(): Promise<void> {
    const { log, list, settlingMs, monotonicMs } = this.#parts;
    // Revoked by this replica before its first snapshot: Redis may have lost it since.
    if (this.#position === null && list.size > 0) this.#owing = true;
    const askedAtMs = monotonicMs();
    const { epoch, seq, lastId, nowMs, beganAtMs } = await this.#readState();
    // A Redis that has just been emptied says that nobody is revoked. Who knows better gives it back as soon as the
    // connection is there again; who has had no snapshot yet waits for that before it calls itself current.
    if (this.#position === null && nowMs < beganAtMs + settlingMs) {
      if (this.#owing) await this.#giveBack();
      return await delay(retryMs);
    }
    for await (const page of log.scan()) for (const revocation of page) list.add(revocation);
    // What was emptied while it was being read is not a snapshot of anything.
    if ((await this.#readState()).epoch !== epoch) return;
    this.#snapshots += 1;
    this.#position = { epoch, seq, lastId };
    this.#behind = false;
    this.#freshness.begin(askedAtMs);
  }

  async #apply(from: LogPosition, entries: readonly LogEntry[], askedAtMs: number): Promise<void> {
    let at = from;
    for (const { revocation, epoch, seq, lastId } of entries) {
      // Believed in any case: an entry too many refuses one who is revoked anyway.
      if (revocation !== null) this.#parts.list.add(revocation);
      if (epoch !== at.epoch || seq !== at.seq + 1) {
        this.#owing ||= epoch !== at.epoch || seq <= at.seq;
        return await this.#synchronise();
      }
      at = { epoch, seq, lastId };
    }
    this.#position = at;
    this.#behind = false;
    this.#freshness.prove(askedAtMs);
  }

  /** No entry came. That may also be because Redis has none to give any more. */
  async #check(at: LogPosition): Promise<void> {
    const askedAtMs = this.#parts.monotonicMs();
    const state = await this.#readState();
    const otherLog = state.epoch !== at.epoch || state.seq < at.seq;
    const otherEnd = state.seq === at.seq && state.lastId !== at.lastId;
    if (otherLog || otherEnd) {
      this.#owing = true;
      return await this.#synchronise();
    }
    if (state.seq === at.seq) this.#freshness.prove(askedAtMs);
    else if (this.#behind) await this.#synchronise();
    else this.#behind = true;
  }

  async #giveBack(): Promise<void> {
    const { log, list, monotonicMs, report } = this.#parts;
    const count = await giveBack(log, list, monotonicMs() + this.#redisAheadMs);
    this.#owing = false;
    this.#givenBack += count;
    report('revocations-given-back', { count });
  }

  async #readState(): Promise<LogState> {
    const state = await this.#parts.log.state();
    // Ends are on the clock of Redis, so a skewed clock of this replica lets nothing end too early.
    this.#redisAheadMs = state.nowMs - this.#parts.monotonicMs();
    return state;
  }
}

/** Enough to need few calls, and few enough not to hold up Redis. */
const batchSize = 500;

/**
 * Offers Redis all that this replica knows. Redis takes what it does not have and logs that, so the other replicas
 * hear of it too: every replica is a backup of the list.
 * @returns how many were offered
 */
export async function giveBack(
  log: Pick<RevocationLog, 'record'>,
  list: Pick<RevocationList, 'live'>,
  nowMs: number,
): Promise<number> {
  let offered = 0;
  let batch: NewRevocation[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    await log.record(batch);
    offered += batch.length;
    batch = [];
  };
  for (const { endsAtMs, ...revocation } of list.live(nowMs)) {
    batch.push({ ...revocation, ends: { atMs: endsAtMs } });
    if (batch.length === batchSize) await flush();
  }
  await flush();
  return offered;
}
