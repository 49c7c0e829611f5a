/** Integer arithmetic that nothing can shorten, a nanosecond or two per step. Returns a number that depends on all. */
export function burn(steps: number): number {
  let state = 0x9e3779b9;
  for (let step = 0; step < steps; step++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  }
  return state >>> 0;
}
