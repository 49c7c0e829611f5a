import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Case, everyContender, linesOf, type Sent } from '../case.ts';
import { asJson, cart, emptyCart } from '../json-requests.ts';

const media = linesOf('media types and codings', { contenders: everyContender, carriage: 'cookie' });

const saved = { status: 200, body: /^\{"items":/ } as const;
const unsupported = { status: 415, code: 'unsupported_media_type' } as const;

const typed = (type: string): Sent => cart(emptyCart, { 'content-type': type });
const coded = (coding: string, bytes: string | Buffer): Sent => cart(bytes, { ...asJson, 'content-encoding': coding });
const bomb = gzipSync(Buffer.alloc(4_000_000, ' '));

/** How a body says what it is. */
export const mediaTypeCases: readonly Case[] = [
  ...[
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json ; charset=utf-8',
    'application/json; profile=x',
  ].map((type) => media(type, 'RFC 9110 8.3.1', typed(type), saved)),
  ...[
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/javascript',
    'application/xml',
    'application/jsonx',
    'application/vnd.api+json',
    'application/*',
    '*/*',
    'json',
    '/',
    'application/json, text/plain',
    'text/plain; application/json',
  ].map((type) => media(type, 'RFC 9110 15.5.16; ASVS 4.1.1', typed(type), unsupported)),
  media('a type that is unknown is no question of the coding', 'RFC 9110 12.5.3', typed('text/plain'), {
    ...unsupported,
    headers: { 'accept-encoding': null },
  }),
  media('no type', 'RFC 9110 8.3; CWE-352', cart(emptyCart, {}), unsupported),
  media(
    'two types',
    'RFC 9110 5.3',
    (entrance) =>
      entrance.sendBytes(`POST /login HTTP/1.1\r\nHost: lab\r\nContent-Type: text/plain\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`),
    { status: [400, 415] },
  ),
  ...['utf-16', 'utf-16le', 'utf-32', 'iso-8859-1', 'utf-7', 'nonsense'].map((charset) =>
    media(`charset=${charset}`, 'RFC 8259 8.1', cart(emptyCart, { 'content-type': `application/json; charset=${charset}` }), unsupported),
  ),
  media('UTF-16 that says so', 'RFC 8259 8.1', cart(Buffer.from(emptyCart, 'utf16le'), { 'content-type': 'application/json; charset=utf-16le' }), unsupported),
  media('UTF-16 that says nothing', 'RFC 8259 8.1', cart(Buffer.from(emptyCart, 'utf16le')), { status: 400 }),
  media('gzip', 'RFC 9110 8.4.1.3', coded('gzip', gzipSync(emptyCart)), { status: [200, 415] }),
  media('deflate', 'RFC 9110 8.4.1.2', coded('deflate', deflateSync(emptyCart)), { status: [200, 415] }),
  media('br', 'RFC 9110 8.4.1', coded('br', brotliCompressSync(emptyCart)), { status: [200, 415] }),
  media('GZIP in capital letters', 'RFC 9110 8.4.1', coded('GZIP', gzipSync(emptyCart)), { status: [200, 415] }),
  media('identity', 'RFC 9110 8.4', coded('identity', emptyCart), { status: [200, 415] }),
  media('a coding that is unknown', 'RFC 9110 15.5.16', coded('x-secret', emptyCart), { status: 415, headers: { 'accept-encoding': /\w/ } }),
  media('two codings', 'RFC 9110 8.4', coded('gzip, gzip', gzipSync(gzipSync(emptyCart))), { status: [200, 415] }),
  media('gzip that is none', 'RFC 9110 15.5.1', coded('gzip', emptyCart), { status: [400, 415] }),
  media('gzip that is cut off', 'RFC 9110 15.5.1', coded('gzip', gzipSync(emptyCart).subarray(0, 12)), { status: [400, 415] }),
  media('gzip that grows beyond the limit', 'CWE-409', coded('gzip', bomb), { status: [413, 415] }),
  media(
    'a type on a request without a body',
    'RFC 9110 8.3',
    { method: 'POST', path: '/onboarding', headers: { 'content-type': 'text/plain' }, as: 'member' },
    { status: 201 },
  ),
  media('a wish for XML', 'RFC 9110 12.5.1', { path: '/orders', headers: { accept: 'application/xml' }, as: 'member' }, { status: [200, 406] }),
  media('a wish for no type at all', 'RFC 9110 12.5.1', { path: '/orders', headers: { accept: '' }, as: 'member' }, { status: 200 }),
  media(
    'a wish for a coding that is forbidden',
    'RFC 9110 12.5.3',
    { path: '/orders', headers: { 'accept-encoding': 'identity;q=0' }, as: 'member' },
    { status: [200, 406, 415] },
  ),
];
