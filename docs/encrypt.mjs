// Makes an encrypted token (JWE), and reads it without the key and with the key.
import { EncryptJWT, jwtDecrypt } from 'jose';

const key = crypto.getRandomValues(new Uint8Array(32));
const token = await new EncryptJWT({ sub: 'alice', role: 'member' })
  .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
  .setExpirationTime('15m')
  .encrypt(key);

const [header, , iv, content, tag] = token.split('.');
console.log('header, for anybody:   ', Buffer.from(header, 'base64url').toString());
console.log('content, without key:  ', `${content.slice(0, 20)}…`);
const { payload } = await jwtDecrypt(token, key);
console.log('content, with key:     ', payload.sub, payload.role);
const changed = [header, '', iv, content.split('').reverse().join(''), tag].join('.');
const outcome = await jwtDecrypt(changed, key).catch(({ code }) => code);
console.log('changed, with key:     ', outcome);
