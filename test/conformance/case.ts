import type { Contender } from '../../infra/contenders/contenders.ts';
import type { Carriage, Client } from '../contract/client.ts';
import type { ContenderFacts, ContractTarget } from '../contract/facts.ts';

/** One line of the conformance suite: what a standard says of one request. */
export interface Case {
  /** Unique: `<area>: <what is sent>`. */
  readonly id: string;
  readonly area: string;
  /** Section of an RFC, number of an ASVS requirement, or CWE. */
  readonly source: string;
  /** One request, or several of which the last answer is the one to judge. */
  readonly send: Sent | ((entrance: Entrance) => Promise<Reply>);
  /** Written from the standard, before the code was looked at. */
  readonly expected: Expected | ((entrance: Entrance) => Expected);
  /** Default: every contender with authentication, both carriages, both doors, cookies without `Secure`. */
  readonly on?: Scope;
  /** Where the product answers something else on purpose. */
  readonly deviation?: Deviation;
  /** True for a case that mostly waits: it does not take one of the places of those that run at once. Default false. */
  readonly waits?: boolean;
}

export interface Deviation {
  /** Why, and which decision or page says so. */
  readonly why: string;
  /** What the product answers instead. Any other answer fails, that of the standard too: then the deviation is over. */
  readonly instead: Expected;
  /** Default: everywhere that the case applies. */
  readonly on?: Scope;
}

/** A member that is left out restricts nothing, except that only an entrance with `secureCookies` is chosen by it. */
export interface Scope {
  readonly contenders?: (contender: Contender) => boolean;
  readonly carriage?: Carriage;
  readonly door?: Door;
  /** True: only where cookies are marked `Secure`. Default false: only where they are not. */
  readonly secureCookies?: boolean;
  /** True: where `tokens` runs with another algorithm or library than its card says, too. Default false. */
  readonly sweep?: boolean;
  /**
   * True: cookies through nginx and a header at the replica, and not each carriage at each door. For many cases that
   * differ in nothing on the way to the app. Default false.
   */
  readonly paired?: boolean;
}

/** A request that Node's HTTP client can send. Malformed ones go through `Entrance.sendBytes`. */
export interface Sent {
  /** Default GET. */
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** An object is sent as JSON with its content type; text and bytes are sent as they are, without one. */
  readonly body?: string | Buffer | Readonly<Record<string, unknown>>;
  /** Whose credential travels with the request. Default `stranger`: none. */
  readonly as?: 'stranger' | 'member' | 'administrator' | Client;
}

export interface Reply {
  /** 0: the connection ended without an answer. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface Expected {
  readonly status: number | readonly number[];
  /** The stable `code` of the problem. Several: any of them. Default: not looked at. */
  readonly code?: string | readonly string[];
  /** By lower-case name: the whole text, a pattern, null for a header that must be absent, or a condition. */
  readonly headers?: Readonly<Record<string, HeaderRule>>;
  /** A pattern, or a condition that returns true. */
  readonly body?: RegExp | ((body: string) => boolean);
}

export type HeaderRule = string | RegExp | null | ((value: string | null) => boolean);

/** Through the balancer, or at the replica itself. */
export type Door = 'nginx' | 'replica';

/** One way into one contender: its carriage, and the door. */
export interface Entrance extends ContractTarget {
  /** `sessions, cookie, nginx`. */
  readonly name: string;
  readonly contender: Contender;
  /** What the contract suite knows of the contender: when a logout is seen, whether it refreshes. */
  readonly facts: ContenderFacts;
  readonly door: Door;
  readonly carriage: Carriage;
  readonly secureCookies: boolean;
  /** The algorithm and the library, where they are not those of the card: `RS256 by jose`. Null: those of the card. */
  readonly sweep: string | null;
  /** Base URL of the door. */
  readonly url: string;
  /** Base URL of the private port of the replica behind the door. */
  readonly privateUrl: string;
  /** Where the replica keeps its private keys. Only a contender with tokens writes this file. */
  readonly keysFile: string;
  /** Runs one command on the Redis of the contender. */
  store(...words: readonly string[]): Promise<unknown>;
  /** A member that all cases share. A case that ends its credential or changes its data takes `member()`. */
  sharedMember(): Promise<Client>;
  sharedAdministrator(): Promise<Client>;
  send(sent: Sent): Promise<Reply>;
  /** Sends these bytes on a connection of their own. Resolves with the first answer. */
  sendBytes(bytes: string | Buffer): Promise<Reply>;
  /** The same, and waits for more: the status is that of the first answer, the body is all that came back. */
  everyAnswer(bytes: string | Buffer): Promise<Reply>;
}

/** Writes the lines of one area: `line('what is sent', 'RFC 9110 15.5.6', request, answer)`. */
export function linesOf(area: string, on: Scope = {}) {
  return (
    what: string,
    source: string,
    send: Case['send'],
    expected: Case['expected'],
    rest: Partial<Case> = {},
  ): Case => ({
    id: `${area}: ${what}`,
    area,
    source,
    send,
    expected,
    ...rest,
    on: { ...on, ...rest.on },
  });
}

/** The headers that carry what this client holds. */
export function credentialHeaders(
  client: Client,
  carriage: Carriage,
): Readonly<Record<string, string>> {
  const credential = client.credential();
  if (credential === null) return {};
  if (carriage === 'bearer') return { authorization: `Bearer ${credential}` };
  return { cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
}

/** A reply that holds what a case has found out in several requests. */
export function told(body: string): Reply {
  return { status: 200, headers: new Headers(), body };
}

export const tokens = ({ app }: Contender): boolean => app === 'tokens';
export const sessions = ({ app }: Contender): boolean => app === 'sessions';
export const authenticating = ({ app }: Contender): boolean => app !== 'floor';
export const everyContender = (): boolean => true;

/** Whether a scope covers an entrance. */
export function covers(scope: Scope, entrance: Entrance): boolean {
  const {
    contenders = authenticating,
    carriage,
    door,
    secureCookies = false,
    sweep = false,
    paired = false,
  } = scope;
  const isPair = (entrance.carriage === 'cookie') === (entrance.door === 'nginx');
  return (
    contenders(entrance.contender) &&
    (carriage ?? entrance.carriage) === entrance.carriage &&
    (door ?? entrance.door) === entrance.door &&
    secureCookies === entrance.secureCookies &&
    (sweep || entrance.sweep === null) &&
    (isPair || !paired)
  );
}
