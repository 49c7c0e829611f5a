import { z } from 'zod';
import type { Cookie } from './jar.ts';

/** A cookie, made readable. */
export interface TakenApart {
  readonly lines: readonly string[];
  /** The names under which Redis may hold something of it: a session ID, a `jti`, a `sid`. */
  readonly ids: readonly string[];
  /** The parts of `lines` with which somebody else could use the credential. */
  readonly secrets: readonly string[];
}

/** Takes a cookie apart: a JWT, a signed session ID, or any other text. */
export function takeApart({ name, value, path }: Cookie): TakenApart {
  const decoded = decode(value);
  const where = path === '/' ? 'with every request' : `to ${path} only`;
  const title = (what: string) => `cookie ${name}: ${what}, ${value.length} bytes ${where}`;
  return asToken(decoded, title) ?? asSession(decoded, title) ?? asText(decoded, title);
}

type Title = (what: string) => string;

const part = z.record(z.string(), z.unknown());

/** The parts of a signed token. The signature is as it travels: in base64url. */
export interface Token {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signature: string;
}

/** Reads `header.claims.signature`, each in base64url (RFC 7515). Null: the text is no such token. */
export function readToken(text: string): Token | null {
  const [head = '', body = '', signature = ''] = text.split('.');
  const [header, claims] = [head, body].map(readPart);
  return header === undefined || claims === undefined ? null : { header, claims, signature };
}

function asToken(text: string, title: Title): TakenApart | null {
  const token = readToken(text);
  if (token === null) return null;
  const { header, claims, signature } = token;
  return {
    lines: [
      title('a JWT'),
      ...rowsOf('header', header),
      ...rowsOf('claim', claims),
      `  signature  ${signature}`,
    ],
    ids: ['jti', 'sid'].flatMap((name) => (typeof claims[name] === 'string' ? [claims[name]] : [])),
    secrets: [signature],
  };
}

function readPart(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return part.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    return undefined;
  }
}

const inSeconds = new Set(['exp', 'iat', 'nbf']);

function rowsOf(kind: string, members: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(members).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const isTime = inSeconds.has(name) && typeof value === 'number';
    const time = isTime ? `  ${new Date(value * 1000).toISOString()}` : '';
    return `  ${kind.padEnd(9)}  ${name.padEnd(12)} ${text}${time}`;
  });
}

/** `s:ID.signature`, as express-session writes it. */
function asSession(text: string, title: Title): TakenApart | null {
  const [, id, signature] = /^s:([^.]+)\.(.+)$/.exec(text) ?? [];
  if (id === undefined || signature === undefined) return null;
  return {
    lines: [title('a signed session ID'), `  ID         ${id}`, `  signature  ${signature}`],
    ids: [id],
    secrets: [id, signature],
  };
}

function asText(text: string, title: Title): TakenApart {
  return { lines: [title('opaque'), `  text       ${text}`], ids: [], secrets: [text] };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
