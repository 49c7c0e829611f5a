/** The last result. It is kept, so that no compiler may leave the work out. */
const burnt = new Uint32Array(1);

/** Integer arithmetic that nothing can shorten, a nanosecond or two per step. */
export function burn(steps: number): void {
  let state = 0x9e3779b9;
  for (let step = 0; step < steps; step++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  }
  burnt[0] = state;
}
