import type { Kind, Revocation } from './revocation-list.ts';

/** A place in the history of one Redis. */
export interface LogPosition {
  /** Changes when Redis has lost data. */
  readonly epoch: string;
  /** Number of revocations so far. The next one has the next number. */
  readonly seq: number;
  /** Id of the last log entry. */
  readonly lastId: string;
}

export interface LogState extends LogPosition {
  /** The time of Redis. */
  readonly nowMs: number;
  /** Time at which this epoch began: Redis was new then, or had lost data. */
  readonly beganAtMs: number;
}

/** One entry of the log, and its place in the log. */
export interface LogEntry extends LogPosition {
  /** Null: the entry only announces a new epoch. */
  readonly revocation: Revocation | null;
}

/** A revocation to be recorded. Redis fills in the times that depend on now, because there is one clock. */
export interface NewRevocation {
  readonly kind: Kind;
  readonly id: string;
  readonly ends: { readonly atMs: number } | { readonly inMs: number };
  /** Of a subject. `atLeastMs`: now, and not before this. */
  readonly notBeforeMs: number | { readonly atLeastMs: number };
}

/** The revocations in Redis: sets for a replica that starts, and a log for a replica that follows. */
export interface RevocationLog {
  /** Resolved means recorded. It can be repeated. Returns the revocations with their times. */
  record(revocations: readonly NewRevocation[]): Promise<readonly Revocation[]>;
  state(): Promise<LogState>;
  /** All present revocations, page by page. Those that are added meanwhile may be missing; they are in the log. */
  scan(): AsyncGenerator<readonly Revocation[]>;
  /** The entries after this id. Waits up to `blockMs` for one, and resolves with none after that. */
  readAfter(id: string, blockMs: number): Promise<readonly LogEntry[]>;
  /** Asks Redis itself about a subject and a login, without the copy of a replica. */
  lookUp(sub: string, sid: string): Promise<LookUp>;
}

export interface LookUp {
  readonly nowMs: number;
  /** 0: none. */
  readonly notBeforeMs: number;
  readonly loginRevoked: boolean;
}
