import type { Protocol, Reply } from './resp.ts';

/** What Redis knows of one connection. Only the stand-in changes it. */
export interface Connection {
  /** The client id. The ids of one run of Redis are 1, 2, 3 and so on. */
  readonly id: number;
  protocol: Protocol;
  /** Set by CLIENT SETNAME. */
  name: string;
  authenticated: boolean;
  database: number;
  readonly channels: Set<string>;
  /** The client id that receives the invalidations of this connection. Null: tracking is off. */
  redirectTo: number | null;
  /** Commands since MULTI. Null: no transaction is open. */
  queued: (readonly string[])[] | null;
  /** The read that waits for an entry. Null: the connection takes commands. */
  blocked: BlockedRead | null;
  isOpen: boolean;
}

/** An XREAD that found nothing and waits. */
export interface BlockedRead {
  /** What it would answer now. Null: still nothing. */
  readonly answer: () => Reply | null;
  /** Time on Redis' clock at which it gives up. Infinity: never. */
  readonly untilMs: number;
}

/** What Redis sends on a connection without being asked at that moment. */
export interface Delivery {
  readonly connection: Connection;
  /**
   * `message`: of a channel. `invalidation`: of client-side caching. `entries`: an XREAD that has waited has its
   * answer. `no-entries`: an XREAD has waited as long as it was told to.
   */
  readonly cause: 'message' | 'invalidation' | 'entries' | 'no-entries';
  readonly reply: Reply;
}

export function openConnection(id: number, authenticated: boolean): Connection {
  return {
    id,
    protocol: 2,
    name: '',
    authenticated,
    database: 0,
    channels: new Set(),
    redirectTo: null,
    queued: null,
    blocked: null,
    isOpen: true,
  };
}
