import { confidence, type Interval } from './interval.ts';

export interface ProportionEstimate extends Interval {
  readonly share: number;
}

/**
 * Wilson's score interval of a proportion (JASA 22, 1927): it keeps to [0, 1] and holds for few trials and for shares
 * of 0 and 1, where "none in 50" still leaves up to 7 %. Null of no trials.
 */
export function proportion(successes: number, trials: number): ProportionEstimate | null {
  if (trials === 0) return null;
  if (successes < 0 || successes > trials)
    throw new RangeError(`${successes} of ${trials} is no proportion`);
  const z = normalQuantile(0.5 + confidence / 2);
  const share = successes / trials;
  const scale = 1 + z ** 2 / trials;
  const centre = (share + z ** 2 / (2 * trials)) / scale;
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z / (2 * trials)) ** 2);
  return {
    share,
    // At the ends the bound is the end itself; rounding must not move it.
    low: successes === 0 ? 0 : centre - reach,
    high: successes === trials ? 1 : centre + reach,
  };
}

/**
 * The z that a share of the standard normal distribution lies below, to about 1e-15: Wichura, Algorithm AS 241, Applied
 * Statistics 37 (1988), variant PPND16.
 */
export function normalQuantile(share: number): number {
  if (!(share > 0 && share < 1)) throw new RangeError(`a share lies between 0 and 1, not ${share}`);
  const fromMiddle = share - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) {
    const r = 0.180625 - fromMiddle * fromMiddle;
    return (fromMiddle * polynomial(centre.above, r)) / polynomial(centre.below, r);
  }
  const r = Math.sqrt(-Math.log(Math.min(share, 1 - share)));
  const { above, below } = r <= 5 ? tail : farTail;
  const offset = r <= 5 ? r - 1.6 : r - 5;
  return (Math.sign(fromMiddle) * polynomial(above, offset)) / polynomial(below, offset);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/** Coefficients of AS 241, constant term first. */
const centre = {
  above: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
    45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  below: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597,
    39307.89580009271, 28729.085735721943, 5226.495278852546,
  ],
};
const tail = {
  above: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
    1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  below: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
    0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const farTail = {
  above: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
    0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  below: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};
