import type { Case, Entrance, Expected, HeaderRule, Reply } from './case.ts';
import { covers } from './case.ts';

export type Verdict = 'as expected' | 'explained' | 'unexplained';

/** One case at one entrance. */
export interface Check {
  readonly case: Case;
  readonly entrance: Entrance;
  readonly verdict: Verdict;
  /** What differs from the expected answer; empty unless the verdict is `unexplained`. */
  readonly differences: readonly string[];
}

/** Holds a reply against the standard, or against what an explained deviation announces. */
export function judge(each: Case, entrance: Entrance, reply: Reply): Check {
  const { deviation } = each;
  const explains = deviation !== undefined && covers({ ...each.on, ...deviation.on }, entrance);
  const wanted = explains ? deviation.instead : each.expected;
  const expected = typeof wanted === 'function' ? wanted(entrance) : wanted;
  const differences = differencesFrom(expected, reply);
  const agrees = explains ? 'explained' : 'as expected';
  const verdict = differences.length > 0 ? 'unexplained' : agrees;
  return { case: each, entrance, verdict, differences };
}

/** Sentences, one for each part of the reply that is not as expected. */
export function differencesFrom(expected: Expected, reply: Reply): readonly string[] {
  const { status, code, headers = {}, body } = expected;
  const found: string[] = [];
  const said = codeOf(reply.body);
  if (![status].flat().includes(reply.status)) {
    found.push(`status ${reply.status} ${said ?? ''}, expected ${[status].flat().join(' or ')}`);
  } else if (code !== undefined && ![code].flat().includes(said ?? '')) {
    found.push(`code ${said}, expected ${[code].flat().join(' or ')}`);
  }
  for (const [name, rule] of Object.entries(headers)) {
    const value = reply.headers.get(name);
    if (!fits(value, rule)) found.push(`header ${name} is ${value}, expected ${textOf(rule)}`);
  }
  if (body !== undefined && !(body instanceof RegExp ? body.test(reply.body) : body(reply.body))) {
    found.push(`body ${JSON.stringify(reply.body.slice(0, 200))}, expected ${String(body)}`);
  }
  return found;
}

function fits(value: string | null, rule: HeaderRule): boolean {
  if (rule instanceof RegExp) return value !== null && rule.test(value);
  return typeof rule === 'function' ? rule(value) : value === rule;
}

function textOf(rule: HeaderRule): string {
  return rule === null ? 'none' : String(rule);
}

function codeOf(body: string): string | null {
  try {
    const { code } = JSON.parse(body);
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}
