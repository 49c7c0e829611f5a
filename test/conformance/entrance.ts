import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Contender } from '../../infra/contenders/contenders.ts';
import type { Arm, Stack } from '../../infra/stack/stack.ts';
import type { Carriage, Client } from '../contract/client.ts';
import type { ContenderFacts } from '../contract/facts.ts';
import { sendBytes } from '../contract/raw-request.ts';
import { createTarget } from '../contract/target.ts';
import { credentialHeaders, type Door, type Entrance, type Reply, type Sent } from './case.ts';
import { everyAnswer } from './every-answer.ts';

/** No two doors of an arm use the same accounts. */
const accountsPerDoor = 1_000_000;
const patienceMs = 20_000;
const renewAfterMs = 25_000;

export function createEntrance(parts: {
  readonly stack: Stack;
  readonly arm: Arm;
  readonly contender: Contender;
  readonly facts: ContenderFacts;
  readonly carriage: Carriage;
  readonly door: Door;
  readonly secureCookies: boolean;
  readonly sweep: string | null;
}): Entrance {
  const { stack, arm, contender, facts, carriage, door, secureCookies, sweep } = parts;
  const [replica] = arm.replicas;
  if (replica === undefined) throw new RangeError(`${arm.spec.arm} has no replica`);
  const url = door === 'nginx' ? arm.url : replica.url;
  const firstAccount = door === 'nginx' ? 0 : accountsPerDoor;
  const target = createTarget({
    urls: () => [url],
    carriage,
    account: (index) => stack.loadAccount(firstAccount + index),
    admin: stack.adminAccount(),
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const sharedMember = renewed(target.member);
  const sharedAdministrator = renewed(target.administrator);
  const clientOf = async (as: Sent['as']): Promise<Client | null> => {
    if (as === undefined || as === 'stranger') return null;
    if (as === 'member') return await sharedMember();
    return as === 'administrator' ? await sharedAdministrator() : as;
  };
  return {
    ...target,
    name: [
      sweep === null ? contender.contender : `${contender.contender} ${sweep}`,
      secureCookies ? 'secure cookie' : carriage,
      door,
    ].join(', '),
    contender,
    facts,
    door,
    carriage,
    secureCookies,
    sweep,
    url,
    privateUrl: replica.metricsUrl,
    keysFile: `${replica.keysDirectory}/${arm.spec.arm}-keys.json`,
    store: arm.store.command,
    sharedMember,
    sharedAdministrator,
    async send(sent) {
      const client = await clientOf(sent.as);
      const credential = client === null ? {} : credentialHeaders(client, carriage);
      return await exchange(agent, url, { ...sent, headers: { ...credential, ...sent.headers } });
    },
    sendBytes: (bytes) => sendBytes(url, bytes, patienceMs),
    everyAnswer: (bytes) => everyAnswer(url, bytes, patienceMs),
  };
}

/** The same result for a while. The shortest life of a credential in this lab is a minute. */
function renewed<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: { readonly result: Promise<Result>; readonly atMs: number } | null = null;
  return () => {
    if (made === null || performance.now() - made.atMs > renewAfterMs) {
      made = { result: make(), atMs: performance.now() };
    }
    return made.result;
  };
}

/** One request. A connection that ends without an answer is a reply with the status 0. */
async function exchange(agent: Agent, url: string, sent: Sent): Promise<Reply> {
  const { method = 'GET', path, body } = sent;
  const isText = typeof body === 'string' || Buffer.isBuffer(body) || body === undefined;
  const payload = isText ? (body ?? null) : JSON.stringify(body);
  const isChunked = sent.headers?.['transfer-encoding'] !== undefined;
  const headers = {
    ...(isText ? {} : { 'content-type': 'application/json' }),
    ...(payload === null || isChunked
      ? {}
      : { 'content-length': String(Buffer.byteLength(payload)) }),
    ...sent.headers,
  };
  const { hostname, port } = new URL(url);
  return await new Promise((resolve, reject) => {
    const asked = request(
      { agent, hostname, port, method, path, headers, timeout: patienceMs },
      (response) => {
        const answer = {
          status: response.statusCode ?? 0,
          headers: headersOf(response.rawHeaders),
        };
        text(response).then((read) => resolve({ ...answer, body: read }), reject);
      },
    );
    asked.once('timeout', () => asked.destroy(new Error(`no answer within ${patienceMs} ms`)));
    asked.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') resolve({ status: 0, headers: new Headers(), body: '' });
      else reject(error);
    });
    asked.end(payload);
  });
}

/** From names and values in turn, as Node keeps them. */
function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index < raw.length; index += 2) {
    headers.append(raw[index] ?? '', raw[index + 1] ?? '');
  }
  return headers;
}
