import { contenderNamed } from '../../../../infra/contenders/contenders.ts';
import type { ArmSpec } from '../../../../infra/stack/stack.ts';

/** One arm of the round-trip sweep. */
export interface SweptArm {
  readonly spec: ArmSpec;
  /** Of the signature; null where none is checked. */
  readonly algorithm: string | null;
  readonly library: string | null;
}

/** What a token contender signs with unless it is told otherwise. */
const usual = { algorithm: 'ES256', library: 'jose' } as const;

/** Every algorithm with every library that knows it. */
export const signatures = [
  { algorithm: 'HS256', library: 'jose' },
  { algorithm: 'RS256', library: 'jose' },
  { algorithm: 'ES256', library: 'jose' },
  { algorithm: 'EdDSA', library: 'jose' },
  { algorithm: 'HS256', library: 'jsonwebtoken' },
  { algorithm: 'RS256', library: 'jsonwebtoken' },
  { algorithm: 'ES256', library: 'jsonwebtoken' },
] as const;

/** The contender whose algorithm and library are varied: a signature and nothing else. */
export const variedContender = 'tokens-stateless';

/**
 * The contenders, each behind links, and `tokens-stateless` once more for every other algorithm and library. One
 * replica each: with one request in flight at a time, others would only stand by.
 *
 * @param variantCount of those others, the first so many. Default: all.
 */
export function sweptArms(
  contenders: readonly string[],
  variantCount: number = signatures.length,
): SweptArm[] {
  const plain = contenders.map((contender) => ({
    spec: behindLinks({ arm: contender, contender }),
    ...(contenderNamed(contender).app === 'tokens' ? usual : { algorithm: null, library: null }),
  }));
  return contenders.includes(variedContender)
    ? [...plain, ...variants().slice(0, variantCount)]
    : plain;
}

function variants(): SweptArm[] {
  return signatures
    .filter(({ algorithm, library }) => algorithm !== usual.algorithm || library !== usual.library)
    .map(({ algorithm, library }) => ({
      spec: behindLinks({
        arm: variantArm(algorithm, library),
        contender: variedContender,
        environment: { TOKEN_ALGORITHM: algorithm, TOKEN_LIBRARY: library },
      }),
      algorithm,
      library,
    }));
}

/** `tokens-stateless-hs256-jose`; short enough for the name of an arm. */
export function variantArm(algorithm: string, library: string): string {
  const short = library.replace('jsonwebtoken-raw-key', 'raw-key');
  return `${variedContender}-${algorithm}-${short}`.toLowerCase();
}

function behindLinks(spec: ArmSpec): ArmSpec {
  return { ...spec, replicas: 1, storeLinks: true };
}
