import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Case, type Entrance, everyContender, linesOf, type Reply, tokens } from '../case.ts';

const fromOutside = linesOf('private ports', { contenders: everyContender, carriage: 'cookie' });
const inside = linesOf('private ports', { contenders: everyContender, carriage: 'cookie', door: 'replica' });

const hidden = { status: 404, code: 'not_found' } as const;
const keys = { contenders: tokens } as const;

/** A request to the private port of the replica. */
function privately(method: string, path: string, headers: Readonly<Record<string, string>> = {}) {
  return ({ privateUrl }: Entrance): Promise<Reply> => {
    const { hostname, port } = new URL(privateUrl);
    return new Promise((resolve, reject) => {
      const asked = request({ hostname, port, method, path, headers, agent: false }, (response) => {
        const sent = new Headers();
        for (const [name, value] of Object.entries(response.headers)) sent.set(name, String(value));
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, headers: sent, body }), reject);
      });
      asked.on('error', reject);
      asked.end();
    });
  };
}

const withoutTrace = { ...hidden, headers: { 'content-type': /^application\/problem\+json/ } } as const;
const foreign = { status: 403, code: 'foreign_page' } as const;
const requestTo =
  (target: string, ...lines: readonly string[]) =>
  (entrance: Entrance) =>
    entrance.sendBytes(`${[`GET ${target} HTTP/1.1`, 'Host: lab', 'Connection: close', ...lines].join('\r\n')}\r\n\r\n`);

/** Nothing of metrics or of keys on the public port, and nothing of the shop on the private one. */
export const privatePortCases: readonly Case[] = [
  ...['/metrics', '/heap', '/keys/rotate', '/keys/withdraw', '/debug', '/status', '/server-status', '/nginx_status', '/.env', '/package.json'].map((path) =>
    fromOutside(`public: GET ${path}`, 'CWE-497; ASVS 13.4.5', { path }, hidden),
  ),
  ...['/metrics', '/heap', '/keys/rotate', '/keys/withdraw'].map((path) =>
    fromOutside(`public: POST ${path}`, 'CWE-749', { method: 'POST', path, as: 'administrator' }, hidden),
  ),
  ...['/%6detrics', '//metrics', '/./metrics', '/metrics/', '/metrics?x', '/me/../metrics', '/me/..;/metrics', '/METRICS'].map((path) =>
    fromOutside(`public: ${path}`, 'CWE-22; CWE-180', { path }, hidden),
  ),
  fromOutside(
    'public: the private port as an absolute address',
    'RFC 9112 3.2.2; CWE-918',
    async (entrance) => requestTo(`${entrance.privateUrl}/metrics`)(entrance),
    hidden,
  ),
  fromOutside(
    'public: a header that names another path',
    'CWE-444',
    { path: '/catalog', headers: { 'x-original-url': '/metrics', 'x-rewrite-url': '/metrics', 'x-accel-redirect': '/metrics' } },
    { status: 200, body: /"products"/ },
  ),
  fromOutside('public: an address that is internal to nginx', 'CWE-425', { path: '/balancer-problem/balancer_fault' }, { status: 404 }),
  fromOutside('public: a file of the program', 'CWE-22', { path: '/..%2f..%2fpackage.json' }, { status: [400, 404] }),
  fromOutside('public: a step above the root', 'CWE-22', { path: '/%2e%2e/metrics' }, { status: [400, 404] }),
  fromOutside(
    'public: no key beside the public ones',
    'RFC 7517 4',
    { path: '/.well-known/jwks.json' },
    { status: 200, body: (body) => !/"(d|p|q|dp|dq|qi|k)":/.test(body) },
    { on: keys },
  ),
  fromOutside('public: readiness says nothing of addresses', 'CWE-497', { path: '/readyz' }, { status: 200, body: /^\{"ready":true,"reasons":\[\]\}$/ }),
  ...['/me', '/orders', '/cart', '/catalog', '/login', '/events', '/healthz', '/readyz', '/.well-known/jwks.json', '/'].map((path) =>
    inside(`private: GET ${path}`, 'CWE-749', privately('GET', path), withoutTrace),
  ),
  ...['/login', '/logout', '/token/refresh', '/accounts/load-1/revoke'].map((path) =>
    inside(`private: POST ${path}`, 'CWE-749', privately('POST', path), withoutTrace),
  ),
  inside('private: GET /metrics', 'apps/README.md', privately('GET', '/metrics'), { status: 200, body: /"replica"/, headers: { 'set-cookie': null } }),
  inside('private: no metric shows a secret', 'CWE-532', privately('GET', '/metrics'), {
    status: 200,
    body: (body) => !/redis:\/\/|secret|password|eyJ/i.test(body),
  }),
  inside('private: no cache keeps it', 'RFC 9111 5.2.2.5', privately('GET', '/metrics'), { status: 200, headers: { 'cache-control': 'no-store' } }),
  inside('private: HEAD /metrics', 'RFC 9110 9.3.2', privately('HEAD', '/metrics'), { status: 200, body: /^$/ }),
  inside('private: POST /metrics', 'RFC 9110 15.5.6', privately('POST', '/metrics'), { status: 405, headers: { allow: 'GET, HEAD' } }),
  inside('private: GET of a command', 'RFC 9110 9.2.1', privately('GET', '/keys/rotate'), { status: 405, headers: { allow: 'POST' } }, { on: keys }),
  inside('private: a page of another origin', 'CWE-352', privately('GET', '/metrics', { origin: 'https://attacker.example' }), foreign),
  inside('private: a page of another origin, a command', 'CWE-352', privately('POST', '/keys/rotate', { origin: 'https://attacker.example' }), foreign, {
    on: keys,
  }),
  inside('private: a page of another site', 'CWE-352', privately('GET', '/metrics', { 'sec-fetch-site': 'cross-site' }), foreign),
  inside('private: a page of this site', 'CWE-352', privately('GET', '/metrics', { 'sec-fetch-site': 'same-origin' }), foreign),
  inside('private: a name that was bound to this address', 'CWE-350', privately('GET', '/metrics', { host: 'attacker.example' }), foreign),
  inside('private: a name that begins like an address', 'CWE-350', privately('GET', '/metrics', { host: '127.0.0.1.attacker.example' }), foreign),
  inside(
    'private: another address of this machine',
    'CWE-1327',
    async ({ privateUrl }) => {
      // On Linux all of 127.0.0.0/8 leads to this machine: a server on every address would answer.
      const answered = await fetch(`http://127.0.0.2:${new URL(privateUrl).port}/metrics`).catch(() => null);
      return { status: answered?.status ?? 0, headers: new Headers(), body: '' };
    },
    { status: 0 },
  ),
];
