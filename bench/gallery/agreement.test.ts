import { describe, expect, test } from 'vitest';
import { withFailedGate } from '../report/fixture.ts';
import { agreementOf, contradicts, holdsOnAll } from './agreement.ts';
import { faultStatements, revocationStatements } from './classes.ts';
import { machineTable } from './page-tables.ts';
import { pairsInRuns } from './pairs.ts';
import { quietRun } from './quiet-run.fixture.ts';
import { galleryFiles } from './write.ts';

describe('what runs say together', () => {
  const says = (...words: readonly string[]) =>
    agreementOf(words.map((word, index) => ({ folder: `run-${index}`, says: word })));

  test('holds on all when every run says it', () => {
    expect(says('costs more', 'costs more')).toMatchObject({ says: 'costs more', holds: 2, of: 2 });
    expect(holdsOnAll(says('costs more', 'costs less'))).toBe(false);
    expect(holdsOnAll(says())).toBe(false);
  });

  test('is what most say, and the others are named', () => {
    const { says: word, others } = says('equivalent', 'costs more', 'costs more');
    expect(word).toBe('costs more');
    expect(others).toEqual([{ folder: 'run-0', says: 'equivalent' }]);
  });

  test('is a contradiction only where two runs say what cannot both be true', () => {
    expect(contradicts(says('costs more', 'not distinguishable', 'equivalent'))).toBe(false);
    expect(contradicts(says('costs more', 'not distinguishable', 'costs less'))).toBe(true);
    expect(contradicts(says('comes back', 'did not come back'))).toBe(true);
    expect(contradicts(says('comes back', 'comes back'))).toBe(false);
  });

  test('leaves out a run whose costs do not count, and keeps what it counted of revocation', () => {
    const runs = [
      { folder: 'quiet', result: quietRun() },
      { folder: 'busy', result: withFailedGate(quietRun()) },
    ];
    const [pair] = pairsInRuns(runs).ofContenders.filter(({ a }) => a === 'tokens');
    expect(pair?.byCost.map(({ agreement }) => agreement.of)).toEqual([0, 1]);
    expect(pair?.byCost[1]?.runs.map(({ notCounted }) => notCounted === null)).toEqual([
      true,
      false,
    ]);
    expect(revocationStatements(runs)[0]?.agreement.of).toBe(2);
  });

  test('a credential that was accepted again after a refusal comes back, however soon it ends', () => {
    const result = quietRun(({ revocation }) => {
      for (const row of revocation?.summary ?? []) {
        if (row.contender === 'sessions') Object.assign(row, { resurrections: 1, censored: 0 });
      }
    });
    const said = revocationStatements([{ folder: 'run', result }]).filter(
      ({ contender }) => contender === 'sessions',
    );
    expect(new Set(said.map(({ agreement }) => agreement.says))).toEqual(new Set(['comes back']));
  });

  test('a run in which one of the two costs counts says so for each of them', () => {
    const runs = [{ folder: 'run', result: quietRun() }];
    expect(machineTable(runs)).toContain(
      '| whole path: not counted: two equal arms were not measured; replica alone: count | count | count |',
    );
  });

  test('tells a fault in which one run lets revoked credentials in and another does not', () => {
    const [first, second] = [quietRun(), quietRun()];
    const cell = second.failover?.cells.find(({ observed }) => observed?.revoked === 'refused');
    if (cell?.observed == null) throw new Error('the fixture has such a cell');
    cell.observed.revoked = 'accepted';
    const runs = [
      { folder: 'one', result: first },
      { folder: 'other', result: second },
    ];
    const differing = faultStatements(runs).filter(({ agreement }) => !holdsOnAll(agreement));
    expect(differing).toHaveLength(1);
    const page = galleryFiles(runs).find(({ fileName }) => fileName === 'README.md')?.content ?? '';
    expect(page).toContain(`\`${cell.contender}, ${cell.fault}\``);
    expect(page).toMatch(/on 1 of 2; .* on `other`\./);
  });
});
