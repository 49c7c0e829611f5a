import { contenders } from '../../../infra/contenders/contenders.ts';
import type { Result } from '../../result/result.ts';
import { enumerate, name } from '../format.ts';

/**
 * What decides the cost of a contender that checks signatures, from its card: `ES256, jose`. Null for a contender without
 * a signature, and for an arm that has no card.
 */
function signatureOf(contender: string): string | null {
  const card = contenders.find((each) => each.contender === contender);
  if (card === undefined || card.algorithm === null) return null;
  return card.library === null ? card.algorithm : `${card.algorithm}, ${card.library}`;
}

/** `tokens (ES256, jose)`: the name of a contender where a text without marks tells its cost. */
export function costLabel(contender: string): string {
  return contender + configuration(contender);
}

/** The name of a contender in a sentence that tells its cost: it is the cost of this algorithm and this library. */
export function costName(contender: string): string {
  return name(contender) + configuration(contender);
}

function configuration(contender: string): string {
  const signature = signatureOf(contender);
  return signature === null ? '' : ` (${signature})`;
}

/**
 * How the tokens of these contenders are signed, for a table whose rows have the bare names; empty without tokens.
 * `Signed with: `tokens` (ES256, jose) and `tokens-hs256` (HS256, jsonwebtoken).`
 */
export function signedWith(names: readonly string[]): string {
  const signed = contenders
    .filter(({ contender, algorithm }) => names.includes(contender) && algorithm !== null)
    .map(({ contender }) => contender);
  return signed.length === 0 ? '' : `Signed with: ${enumerate(signed.map(costName))}.`;
}

/**
 * The same in few words: the signature of most of them once, and the names of the others with theirs.
 * `Signed with ES256, jose; `tokens-hs256` (HS256, jsonwebtoken).`
 */
export function signedAlike(names: readonly string[]): string {
  const signed = names.filter((each) => signatureOf(each) !== null);
  const groups = [...Map.groupBy(signed, signatureOf)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  );
  const [most, ...others] = groups;
  if (most === undefined) return '';
  const exceptions = others.flatMap(([, own]) => own.map(costName));
  const but = exceptions.length === 0 ? '' : `, but ${enumerate(exceptions)}`;
  return `Tokens are signed (${most[0]})${but}.`;
}

/** The contender whose cost stands for this one: itself, or the one that does the same check on each request. */
export function costBearer(
  { contenders: ofRun, lookup }: Pick<Result, 'contenders' | 'lookup'>,
  contender: string,
): string {
  if (lookup?.costs.some(({ arm }) => arm === contender)) return contender;
  return ofRun.find((each) => each.contender === contender)?.sameCheckAs ?? contender;
}
