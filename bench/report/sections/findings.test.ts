import { describe, expect, test } from 'vitest';
import { buildDocument } from '../build-document.ts';
import { recordedOnly, recordedResult, smokeResult, withFailedGate } from '../fixture.ts';

const findingOf = (id: string, result = recordedResult()) =>
  buildDocument(result).findings.get(id)?.replaceAll('\u00a0', ' ');
const stateOf = (id: string, result = recordedResult()) =>
  buildDocument(result).states.get(id)?.text;

describe('what a folded heading says', () => {
  test('counts the contenders by what a logout did', () => {
    const logouts = (recordedResult().revocation?.summary ?? []).filter(
      ({ action }) => action === 'logout',
    );
    const atOnce = logouts.filter(({ staleAccepts, censored }) => staleAccepts + censored === 0);
    const toExpiry = logouts.filter(({ censored }) => censored > 0);
    const finding = findingOf('revocation');
    expect(finding).toContain(`of ${logouts.length} contenders ${atOnce.length} were not seen to`);
    const races = (recordedResult().revocation?.races ?? []).filter(
      ({ inFlight }) => inFlight !== 'login',
    );
    const raced = new Set(races.map(({ contender }) => contender));
    const back = new Set(races.flatMap((race) => (race.cameBack > 0 ? [race.contender] : [])));
    expect(back.size).toBeGreaterThan(0);
    expect(finding).toContain(`it came back with ${back.size} of ${raced.size}`);
    expect(finding).toContain(`${toExpiry.length} accepted it until it expired`);
  });

  test('names the cheapest and the dearest contender', () => {
    const { contenders = [], lookup } = recordedResult();
    const ratios = (lookup?.comparisons ?? [])
      .filter(({ b, kind, metric }) => {
        const headline = lookup?.comparisons.find((each) => each.kind === 'primary')?.metric;
        return b === 'floor' && kind !== 'a-a' && metric === headline;
      })
      .filter(({ a }) => contenders.some(({ contender }) => contender === a))
      .sort((one, other) => (one.ratio ?? 0) - (other.ratio ?? 0));
    expect(ratios.length).toBeGreaterThan(2);
    expect(findingOf('lookup')).toMatch(
      new RegExp(`from [\\d.]+ .*\`${ratios[0]?.a}\`.* to [\\d.]+ .*\`${ratios.at(-1)?.a}\``),
    );
  });

  test('counts every contender of a fault once', () => {
    const { summary = [] } = recordedResult().failover ?? {};
    const faults = new Set(summary.map(({ fault }) => fault));
    for (const fault of faults) {
      const own = summary.filter((each) => each.fault === fault);
      const finding = findingOf(`fault-${fault}`) ?? '';
      const [all, ...parts] = (finding.match(/\d+/g) ?? []).map(Number);
      expect(all).toBe(own.length);
      expect(parts.reduce((sum, each) => sum + each, 0)).toBe(own.length);
    }
    expect(faults.size).toBeGreaterThan(1);
  });

  test('says first that a failed gate leaves it without support', () => {
    expect(findingOf('lookup', withFailedGate(recordedResult()))).toMatch(/^not supported by this/);
    expect(findingOf('lookup')).not.toContain('supported');
  });

  test('gives no cost of a smoke run, and nothing of an experiment that did not run', () => {
    expect(findingOf('lookup', smokeResult())).toBeUndefined();
    expect(findingOf('failover', recordedOnly('lookup'))).toBeUndefined();
    expect(stateOf('failover', recordedOnly('lookup'))).toBeUndefined();
  });

  test('is there for headings that the report has', () => {
    const { sections, findings, states } = buildDocument(recordedResult());
    const ids = sections.flatMap(({ id, blocks }) => [
      id,
      ...blocks.flatMap((block) => (block.kind === 'heading' ? (block.id ?? []) : [])),
    ]);
    expect(ids).toEqual(expect.arrayContaining([...findings.keys(), ...states.keys()]));
    expect(findings.size).toBeGreaterThan(10);
  });
});

test('the state of a section is that of its gates', () => {
  expect(stateOf('trust')).toBe('Yes, with care');
  expect(stateOf('lookup', withFailedGate(recordedResult()))).toBe('a gate failed');
});
