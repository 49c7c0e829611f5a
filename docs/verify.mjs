// Checks a token with nothing but the public keys of its issuer: node docs/verify.mjs KEY_SET_URL TOKEN
import { createPublicKey, verify } from 'node:crypto';

const [keySetUrl, token] = process.argv.slice(2);
const [head, body, signature] = token.split('.');
const read = (part) => JSON.parse(Buffer.from(part, 'base64url'));

const { keys } = await (await fetch(keySetUrl)).json();
const { alg, kid } = read(head);
const jwk = keys.find((key) => key.kid === kid);
if (alg !== 'ES256' || jwk === undefined) throw new Error('not a token of ours');

const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
const genuine = verify('sha256', `${head}.${body}`, key, Buffer.from(signature, 'base64url'));
const { sub, iss, exp } = read(body);
console.log({ genuine, sub, iss, expired: exp * 1000 < Date.now() });
