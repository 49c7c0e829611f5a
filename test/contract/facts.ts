import type { Account, Carriage, Client } from './client.ts';

/** What is true of one contender and not of another. The contract asks for everything else of all. */
export interface ContenderFacts {
  readonly contender: string;
  readonly app: 'floor' | 'sessions' | 'tokens';
  /** False for the floor: its contract omits the refusals. */
  readonly authenticates: boolean;
  /** Whether a credential works on every replica. If not, the suite must be given one replica only. */
  readonly worksOnEveryReplica: boolean;
  /** When a logout is seen: by the next request, soon (pushed to the replicas), or only when the credential expires. */
  readonly logoutHolds: 'at-once' | 'soon' | 'at-expiry';
  /** When a changed role is seen by a credential that was issued before. */
  readonly roleChangeHolds: 'at-once' | 'soon' | 'at-refresh';
  /**
   * What goes on while Redis is away: nothing, whoever has a credential until the replica's knowledge is too old,
   * whoever has a credential, or logins too.
   */
  readonly withoutStore: 'refuses' | 'serves-until-stale' | 'serves' | 'serves-and-logs-in';
  /** Whether `POST /token/refresh` exists. */
  readonly refreshes: boolean;
  /** Keys at `GET /.well-known/jwks.json`: none with a shared secret. Null: the route does not exist. */
  readonly publishedKeys: number | null;
  /** Commands that Redis runs for one `GET /orders`, in the order in which they are sent. */
  readonly commandsPerRequest: readonly string[];
  /** One where each replica has a copy of its own that nothing invalidates: they disagree by design. */
  readonly replicas: 1 | 3;
  /** Settings of the replicas under test, beside those of the card. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where a contender under test is reached, directly or through a balancer. */
export interface ContractTarget {
  /** Base URLs, asked in turn. One when a balancer stands in front. */
  urls(): readonly string[];
  readonly carriage: Carriage;
  /** A member that no other test uses. */
  nextAccount(): Account;
  readonly admin: Account;
  client(): Client;
  /** A client that has just logged in as a member that no other test uses. */
  member(): Promise<Client>;
  administrator(): Promise<Client>;
}
