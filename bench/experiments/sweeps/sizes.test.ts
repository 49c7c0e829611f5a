import { expect, test } from 'vitest';
import { stopOf } from './sizes.ts';

const passing = {
  status: 200,
  replicaStatus: 200,
  credentialBytes: 500,
  carriage: 'cookie',
} as const;

test('what is accepted and fits a cookie is not stopped', () => {
  expect(stopOf(passing)).toBeNull();
});

test('name and value of a cookie may have 4096 bytes together, without the equals sign', () => {
  expect(stopOf({ ...passing, credentialBytes: 4_097 })).toBeNull();
  expect(stopOf({ ...passing, credentialBytes: 4_098 })).toBe('browser');
});

test('a bearer token knows no limit of cookies; nginx and Node stop it later', () => {
  const bearer = { ...passing, carriage: 'bearer', credentialBytes: 9_000 } as const;
  expect(stopOf(bearer)).toBeNull();
  expect(stopOf({ ...bearer, status: 400 })).toBe('balancer');
  expect(stopOf({ ...bearer, status: 431, replicaStatus: 431 })).toBe('replica');
});
