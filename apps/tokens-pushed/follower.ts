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
  /** Needs a connection of its own: a read that waits would delay every other command. */
  readonly log: RevocationLog;
  readonly list: RevocationList;
  /** How long one read waits. The list is proven fresh at least this often. */
  readonly blockMs: number;
  /** A replica without a list does not believe an epoch that began less than this ago. */
  readonly settlingMs: number;
  readonly monotonicMs: () => number;
  readonly report: Log;
}

const retryMs = 50;
/** Entries that one step looks at. A million entries take a few minutes. */
const sweepCount = 5000;

/**
 * Keeps the list of a replica up to date. It reads a snapshot and then follows the log. It notes its position in the
 * log before it reads the snapshot, so no entry falls between the two. One atomic reply would do the same, but it would
 * block Redis for as long as the list is long. From then on each entry must have the next number and the same epoch.
 * Anything else (missed entries, a shorter log, another Redis, a Redis that has lost data) leads to a new snapshot. A
 * snapshot is merged and replaces nothing: an entry that this replica knows stays until it ends, even when Redis has
 * forgotten it. The replica then gives the entry back to Redis.
 *
 * This is a class because these steps share a position that only they may move.
 */
export class Follower {
  readonly #parts: FollowerParts;
  readonly #freshness: Freshness;
  #position: LogPosition | null = null;
  /** Redis says that the log is longer than what has arrived. Once is a race; twice in a row is a gap. */
  #behind = false;
  /** Redis has lost data, and this replica has not given it back yet. */
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
      // ioredis connects again by itself. Until then the list grows older, and `ageMs` says so.
      await this.#step().catch(() => delay(retryMs));
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  /** The age of the list in the worst case. Infinity before the first snapshot. */
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
    // This replica has revoked something before its first snapshot. Redis may have lost that since.
    if (this.#position === null && list.size > 0) this.#owing = true;
    const askedAtMs = monotonicMs();
    const { epoch, seq, lastId, nowMs, beganAtMs } = await this.#readState();
    // A Redis that has just been emptied says that nothing is revoked. A replica with a list gives it back as soon as
    // it is connected again. A replica without a snapshot waits for that before it calls itself current.
    if (this.#position === null && nowMs < beganAtMs + settlingMs) {
      if (this.#owing) await this.#giveBack();
      return await delay(retryMs);
    }
    for await (const page of log.scan()) for (const revocation of page) list.add(revocation);
    // Redis was emptied during the scan, so the pages are no snapshot.
    if ((await this.#readState()).epoch !== epoch) return;
    this.#snapshots += 1;
    this.#position = { epoch, seq, lastId };
    this.#behind = false;
    this.#freshness.begin(askedAtMs);
  }

  async #apply(from: LogPosition, entries: readonly LogEntry[], askedAtMs: number): Promise<void> {
    let at = from;
    for (const { revocation, epoch, seq, lastId } of entries) {
      // The list takes the entry in any case: an entry too many refuses a credential that is revoked anyway.
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

  /** No entry came. Perhaps there was none; perhaps Redis has lost its log. */
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
    // Ends are times of Redis' clock, so a skewed clock of this replica ends no entry too early.
    this.#redisAheadMs = state.nowMs - this.#parts.monotonicMs();
    return state;
  }
}

/** Large enough for few calls, and small enough not to block Redis. */
const batchSize = 500;

/**
 * Offers Redis all entries that this replica knows. Redis takes the entries that it lacks and logs them, so the other
 * replicas receive them too: every replica is a backup of the list.
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
