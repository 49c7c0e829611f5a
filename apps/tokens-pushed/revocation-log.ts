import type { Kind, Revocation } from './revocation-list.ts';

/** A place in the history of one Redis. */
export interface LogPosition {
  /** Changes when Redis has lost data. */
  readonly epoch: string;
  /** Revocations so far. The next one has the next number. */
  readonly seq: number;
  /** Id of the last log entry. */
  readonly lastId: string;
}

export interface LogState extends LogPosition {
  /** The time of Redis. */
  readonly nowMs: number;
  /** When this epoch began: when Redis was new, or had last lost data. */
  readonly beganAtMs: number;
}

/** One entry of the log, and where it stands. */
export interface LogEntry extends LogPosition {
  /** Null: it only says that a new epoch has begun. */
  readonly revocation: Revocation | null;
}

/** A revocation to be recorded. Times that depend on now are for Redis to fill in: there is one clock. */
export interface NewRevocation {
  readonly kind: Kind;
  readonly id: string;
  readonly ends: { readonly atMs: number } | { readonly inMs: number };
  /** Of a subject. `atLeastMs`: now, and not before this. */
  readonly notBeforeMs: number | { readonly atLeastMs: number };
}

/** What is revoked, in Redis: sets for whoever comes new, and a log for whoever follows. */
export interface RevocationLog {
  /** Resolved means recorded. Repeating it does no harm. Returns them with their times. */
  record(revocations: readonly NewRevocation[]): Promise<readonly Revocation[]>;
  state(): Promise<LogState>;
  /** Everything that is revoked now, page by page. What is added meanwhile may be missing: it is in the log. */
  scan(): AsyncGenerator<readonly Revocation[]>;
  /** The entries after this id. Waits for one up to `blockMs`; then there is none. */
  readAfter(id: string, blockMs: number): Promise<readonly LogEntry[]>;
  /** What Redis itself knows of a subject and a login, without a replica's copy in between. */
  lookUp(sub: string, sid: string): Promise<LookUp>;
}

export interface LookUp {
  readonly nowMs: number;
  /** 0: none. */
  readonly notBeforeMs: number;
  readonly loginRevoked: boolean;
}
