import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contenderNames } from '../../infra/contenders/contenders.ts';
import { cases } from './cases.ts';
import { differencesFrom, judge } from './judge.ts';
import { type ConformanceLab, startConformanceLab } from './lab.ts';
import { unexplained } from './report.ts';
import { createRunner } from './run-case.ts';

test('no two cases have the same name', () => {
  const ids = cases.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test.for(Array.from({ length: 12 }, (_, index) => `RFC 8725 3.${index + 1}`))(
  '%s has a case',
  (item) => {
    expect(cases.map(({ source }) => source)).toContain(item);
  },
);

test('an answer with another status, code, header or body is told from the expected one', () => {
  const reply = { status: 401, headers: new Headers({ a: '1' }), body: '{"code":"missing"}' };
  const expected = { status: 401, code: 'missing', headers: { a: '1', b: null }, body: /missing/ };
  expect(differencesFrom(expected, reply)).toEqual([]);
  const others = [
    { ...expected, status: 403 },
    { ...expected, code: 'invalid' },
    { ...expected, headers: { a: null } },
    { ...expected, headers: { b: /2/ } },
    { ...expected, body: /invalid/ },
  ];
  for (const other of others) expect(differencesFrom(other, reply)).toHaveLength(1);
});

describe.concurrent('conformance', () => {
  let lab: ConformanceLab;
  const run = createRunner();
  beforeAll(async () => {
    lab = await startConformanceLab(contenderNames);
  }, 300_000);
  afterAll(() => lab?.stop());

  test('a deviation that is over fails, and so does an answer that it does not announce', () => {
    const [entrance] = lab.entrances;
    if (entrance === undefined) throw new RangeError('there is no entrance');
    const reply = { status: 200, headers: new Headers(), body: '' };
    const on = { contenders: () => true };
    const own = { id: '', area: '', source: '', send: { path: '/' }, on };
    const announced = (status: number, instead: number) => {
      const deviation = { why: '', instead: { status: instead } };
      return judge({ ...own, expected: { status }, deviation }, entrance, reply);
    };
    expect(announced(404, 200).verdict).toBe('explained');
    expect(announced(200, 404).verdict).toBe('unexplained');
    expect(announced(404, 500).verdict).toBe('unexplained');
    const plain = judge({ ...own, expected: { status: 200 } }, entrance, reply);
    expect(plain.verdict).toBe('as expected');
  });

  for (const each of cases) {
    test(`${each.id}, ${each.source}`, async ({ expect: expectHere }) => {
      const checks = await run(each, lab.entrances);
      expectHere(checks.length, 'the case applies to no entrance').toBeGreaterThan(0);
      expectHere(unexplained(checks)).toEqual([]);
    });
  }
});
