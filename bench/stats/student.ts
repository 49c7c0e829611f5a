/**
 * Student's t, as far as intervals need it. Sources: DLMF 8.17.22 (continued fraction of the incomplete beta function),
 * evaluated with the modified Lentz method; Lanczos' approximation of the gamma function (g = 7, 9 terms).
 */

/** P(T <= t) for `degrees` of freedom, which need not be whole. */
export function tCdf(t: number, degrees: number): number {
  if (!(degrees > 0)) throw new RangeError(`degrees of freedom must be above 0, not ${degrees}`);
  if (t === 0) return 0.5;
  const tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** P(|T| >= |t|): the p value of a two-sided t test. */
export function tTwoSided(t: number, degrees: number): number {
  return Math.min(1, 2 * tCdf(-Math.abs(t), degrees));
}

/** The t that a share of the distribution lies below: 0.975 for a 95 % interval. */
export function tQuantile(share: number, degrees: number): number {
  if (!(share > 0 && share < 1)) throw new RangeError(`a share lies between 0 and 1, not ${share}`);
  if (share < 0.5) return -tQuantile(1 - share, degrees);
  let high = 1;
  while (tCdf(high, degrees) < share) high *= 2;
  let low = 0;
  // Each step gains a bit; 64 exhaust the precision of a number.
  for (let step = 0; step < 64; step++) {
    const middle = (low + high) / 2;
    if (tCdf(middle, degrees) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** I_x(a, b), the regularised incomplete beta function. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean, and the function is symmetric.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const logFront =
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logFront) * betaFraction(x, a, b)) / a;
}

function betaFraction(x: number, a: number, b: number): number {
  const awayFromZero = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 1_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const coefficient of [even, odd]) {
      d = 1 / awayFromZero(1 + coefficient * d);
      c = awayFromZero(1 + coefficient / c);
      change = c * d;
      fraction *= change;
    }
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return fraction;
}

const lanczos = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const base = shifted + 7.5;
  const sum = lanczos.reduce(
    (total, coefficient, index) =>
      index === 0 ? coefficient : total + coefficient / (shifted + index),
    0,
  );
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}
