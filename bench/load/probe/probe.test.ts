import { describe, expect, test } from 'vitest';
import { byRole, byStatus } from './probe.ts';

const body = (content: unknown) => Buffer.from(JSON.stringify(content));

test.for([
  [200, 'accepted'],
  [204, 'accepted'],
  [401, 'refused'],
  [403, 'refused'],
  [404, 'error'],
  [302, 'error'],
  [500, 'error'],
  [503, 'error'],
] as const)('by status, %i is %s', ([status, verdict]) => {
  expect(byStatus(status, body({}))).toBe(verdict);
});

describe('by role', () => {
  const judge = byRole('admin');

  test('the old role accepts and any other refuses', () => {
    expect(judge(200, body({ role: 'admin' }))).toBe('accepted');
    expect(judge(200, body({ role: 'member' }))).toBe('refused');
    expect(judge(200, body({}))).toBe('refused');
    expect(judge(200, body(null))).toBe('refused');
  });

  test('a refusal of the credential refuses, and a failure says nothing', () => {
    expect(judge(401, body({ code: 'revoked' }))).toBe('refused');
    expect(judge(503, body({ role: 'admin' }))).toBe('error');
    expect(judge(200, Buffer.from('<html>'))).toBe('error');
  });
});
