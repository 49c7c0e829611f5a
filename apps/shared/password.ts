import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** `salt.hash`, both base64url. The demo passwords are documented in apps/README.md: `alice-demo-password`, … */
const seededHashes: ReadonlyMap<string, string> = new Map([
  ['alice', 'UTs6qi8Zn3RRgWmOsEhNmg.gAhqegIBfCRgZCV17wZZR5s2Sknb9_HSqFzYwWhAdoE'],
  ['bob', 'cf8k0WQMhaW8nTZ11okS1A.Z57-PRhxwV2Ej_P-5ohS0e6M-fnUfky5wdJ5F2weYhk'],
  ['grace', 'nYWhNQyWh1WMBQ6XyCGTDQ.bIG2RSNYPhgLwbX6xk-u_cnOOE9aqkgtqdEM5Ajhm78'],
]);

/** Hash of a random password that nobody knows. Keeps an unknown name as slow as a known one. */
const nobodysHash = 'zTSaE_qhmdpc2i9mVmZ1KA.QYVM_ASv-W_tsfNj5Hm1pZRUgc84-bqlEagbalfNIeU';

/** OWASP Password Storage Cheat Sheet: N = 2^14, r = 8, p = 5 is one of the equal minimum settings (16 MiB). */
const cost = { N: 2 ** 14, r: 8, p: 5 };
const hashBytes = 32;

const derive = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt);

/** Whether this is the password of a seeded person. Takes the same time for a name that does not exist. */
export async function verifySeededPassword(username: string, password: string): Promise<boolean> {
  const stored = seededHashes.get(username);
  const [salt = '', hash = ''] = (stored ?? nobodysHash).split('.');
  const derived = await derive(password, Buffer.from(salt, 'base64url'), hashBytes, cost);
  return timingSafeEqual(derived, Buffer.from(hash, 'base64url')) && stored !== undefined;
}
