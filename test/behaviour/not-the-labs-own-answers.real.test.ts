import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arm, Stack } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { type RawAnswer, sendBytes } from '../contract/raw-request.ts';

/** A status and, for an error, the stable code of its body. */
type Expected = readonly [status: number, code?: string];

const host = 'Host: lab\r\n';
const json = 'Content-Type: application/json\r\n';
const get = (lines: string) => `GET /catalog HTTP/1.1\r\n${lines}\r\n`;
const post = (lines: string, body: string) =>
  `POST /login HTTP/1.1\r\n${host}${json}${lines}\r\n${body}`;
const emptyChunked = '2\r\n{}\r\n0\r\n\r\n';
const line = (bytes: number) => `X-Long: ${'a'.repeat(bytes)}\r\n`;

const malformed: Expected = [400, 'malformed_request'];
const unread: Expected = [400, 'balancer_bad_request'];
const tooLarge: Expected = [431, 'headers_too_large'];
const tooLargeForNginx: Expected = [400, 'balancer_headers_too_large'];
const noEncoding: Expected = [400, 'transfer_encoding_unsupported'];
const noEncodingInNginx: Expected = [400, 'balancer_transfer_encoding_unsupported'];

/** What is sent, and the answer of a replica and of nginx in front of it. */
const requests: readonly (readonly [string, string, Expected, Expected])[] = [
  ['an unknown method', `FOO / HTTP/1.1\r\n${host}\r\n`, malformed, malformed],
  ['a method in small letters', `get / HTTP/1.1\r\n${host}\r\n`, malformed, unread],
  [
    'TRACE',
    `TRACE /catalog HTTP/1.1\r\n${host}\r\n`,
    [405, 'method_not_allowed'],
    [405, 'balancer_method_not_allowed'],
  ],
  ['CONNECT', `CONNECT lab:80 HTTP/1.1\r\n${host}\r\n`, [400, 'method_unsupported'], unread],
  ['OPTIONS for the server', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, [404, 'not_found'], unread],
  ['HTTP/1.0 without Host', 'GET /catalog HTTP/1.0\r\n\r\n', [200], [200]],
  [
    'HTTP/2.0',
    `GET /catalog HTTP/2.0\r\n${host}\r\n`,
    [400, 'http_version_unsupported'],
    [400, 'balancer_http_version_unsupported'],
  ],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', malformed, unread],
  ['a version that is none', `GET / HTTX/1.1\r\n${host}\r\n`, malformed, unread],
  ['no Host', get(''), malformed, unread],
  ['an empty Host', get('Host:\r\n'), malformed, unread],
  ['two Hosts', get(`${host}${host}`), malformed, unread],
  ['a Host that is none', get('Host: a b/c\r\n'), malformed, unread],
  ['a space in the path', `GET /a b HTTP/1.1\r\n${host}\r\n`, malformed, unread],
  ['two lengths', post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}'), malformed, unread],
  ['a negative length', post('Content-Length: -2\r\n', '{}'), malformed, unread],
  ['a length of 20 digits', post(`Content-Length: ${'9'.repeat(20)}\r\n`, ''), malformed, unread],
  [
    'a length far over the limit, and no body',
    post('Content-Length: 99999999\r\n', ''),
    [413, 'body_too_large'],
    [413, 'balancer_body_too_large'],
  ],
  [
    'a length and chunks',
    post('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', emptyChunked),
    malformed,
    unread,
  ],
  [
    'gzip around chunks',
    post('Transfer-Encoding: gzip, chunked\r\n', emptyChunked),
    noEncoding,
    noEncodingInNginx,
  ],
  [
    'an encoding of no name',
    post('Transfer-Encoding: xchunked\r\n', emptyChunked),
    noEncoding,
    noEncodingInNginx,
  ],
  ['a chunk without a length', post('Transfer-Encoding: chunked\r\n', 'zz\r\n'), malformed, unread],
  ['a name with a space behind it', get(`${host}Name : value\r\n`), malformed, unread],
  ['a header of two lines', get(`${host}Name: one\r\n two\r\n`), malformed, unread],
  ['a NUL in a header', get(`${host}Name: a\0b\r\n`), malformed, unread],
  ['a header line of 7 kB', get(host + line(7_000)), [200], [200]],
  ['a header line of 9 kB', get(host + line(9_000)), tooLarge, tooLargeForNginx],
  ['10 kB of short header lines', get(host + line(2_000).repeat(5)), tooLarge, tooLarge],
  ['a header line of 20 kB', get(host + line(20_000)), tooLarge, tooLargeForNginx],
  ['20 kB of short header lines', get(host + line(4_000).repeat(5)), tooLarge, tooLarge],
  ['3,000 headers', get(host + 'A: b\r\n'.repeat(3_000)), tooLarge, tooLargeForNginx],
  [
    'an address of 20 kB',
    `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`,
    [414, 'uri_too_long'],
    [414, 'balancer_uri_too_long'],
  ],
  // nginx does not pass an expectation on.
  [
    'an unknown expectation',
    post('Expect: the-moon\r\nContent-Length: 2\r\n', '{}'),
    [417, 'expectation_failed'],
    [400, 'invalid_body'],
  ],
  [
    'the expectation that every server meets',
    post('Expect: 100-continue\r\nContent-Length: 2\r\n', '{}'),
    [400, 'invalid_body'],
    [400, 'invalid_body'],
  ],
  ['an upgrade', get(`${host}Connection: upgrade\r\nUpgrade: websocket\r\n`), [200], [200]],
  ['TLS', Buffer.from('16030100c8010000c40303', 'hex').toString('latin1'), malformed, unread],
  [
    "an address of nginx' own problems",
    `GET /balancer-problem/balancer_fault HTTP/1.1\r\n${host}\r\n`,
    [404, 'not_found'],
    [404, 'balancer_not_found'],
  ],
];

describe('an answer that Node or nginx gives itself', () => {
  let stack: Stack;
  let arm: Arm;
  beforeAll(async () => {
    const arms = [{ arm: 'sessions', contender: 'sessions', replicas: 1 }];
    stack = await startStack({ driver: 'native', arms });
    const started = stack.arms.get('sessions');
    if (started === undefined) throw new Error('the stack has no arm');
    arm = started;
  });
  afterAll(() => stack?.stop());

  const replica = () => {
    const [only] = arm.replicas;
    if (only === undefined) throw new Error('the arm has no replica');
    return only;
  };
  const expectAnswer = (answer: RawAnswer, [status, code]: Expected): void => {
    const { headers, body } = answer;
    const found = code === undefined ? undefined : JSON.parse(body).code;
    expect([answer.status, found]).toEqual([status, code]);
    if (code !== undefined) {
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(headers.get('cache-control')).toBe('no-store');
    }
    const fromNginx = code?.startsWith('balancer_') ?? false;
    expect(headers.get('x-replica')).toBe(fromNginx ? null : 'sessions-1');
  };

  test.for(requests)('to %s', async ([, bytes, atReplica, throughNginx]) => {
    const sent = Buffer.from(bytes, 'latin1');
    expectAnswer(await sendBytes(replica().url, sent), atReplica);
    expectAnswer(await sendBytes(arm.url, sent), throughNginx);
  });

  test('to HTTP/0.9, which has no headers, is the body alone', async () => {
    const text = await new Promise<string>((resolve) => {
      let read = '';
      const socket = connect(Number(new URL(arm.url).port), '127.0.0.1');
      socket.on('data', (chunk: Buffer) => {
        read += chunk.toString();
      });
      socket.on('close', () => resolve(read));
      socket.write('GET /catalog\r\n');
    });
    expect(Object.keys(JSON.parse(text))).toEqual(['products']);
  });

  test('is nothing in the middle of another answer', async () => {
    const { status, body } = await sendBytes(replica().url, `${get(host)}\x01\r\n\r\n`);
    // Which of the two comes first is a race; each is whole.
    const expected = status === 200 ? 'products' : 'code';
    expect([200, 400]).toContain(status);
    expect(JSON.parse(body)).toHaveProperty(expected);
  });

  test('to headers that do not end comes after the stated 10 s', { timeout: 30_000 }, async () => {
    const unfinished = `GET /catalog HTTP/1.1\r\n${host}`;
    const [atReplica, throughNginx] = await Promise.all([
      sendBytes(replica().url, unfinished, 15_000),
      sendBytes(arm.url, unfinished, 15_000),
    ]);
    expectAnswer(atReplica, [408, 'request_timeout']);
    // nginx closes the connection without an answer, and no setting changes that.
    expect(throughNginx.status).toBe(0);
    for (const { tookMs } of [atReplica, throughNginx]) {
      expect(tookMs).toBeGreaterThan(9_500);
      expect(tookMs).toBeLessThan(13_000);
    }
  });

  test('tells how long an idle connection is kept', async () => {
    const { headers } = await sendBytes(replica().url, get(host));
    expect(headers.get('keep-alive')).toBe('timeout=120');
  });

  test('for a replica that is silent, and for one that is dead', async () => {
    await replica().freeze();
    expectAnswer(await sendBytes(arm.url, get(host)), [504, 'balancer_replica_silent']);
    await replica().kill();
    expectAnswer(await sendBytes(arm.url, get(host)), [502, 'balancer_no_replica']);
  });
});
