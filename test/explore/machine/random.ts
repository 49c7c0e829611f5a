import { createHash } from 'node:crypto';

/** Random bytes that are the same in every run: a sequence for each actor, whatever the order of the actors is. */
export class SeededRandom {
  readonly #draws = new Map<string, number>();
  readonly #actor: () => string;

  constructor(actor: () => string) {
    this.#actor = actor;
  }

  bytes(count: number): Buffer {
    const actor = this.#actor();
    const draw = this.#draws.get(actor) ?? 0;
    this.#draws.set(actor, draw + 1);
    const blocks: Buffer[] = [];
    for (let block = 0; block * 32 < count; block += 1) {
      blocks.push(createHash('sha256').update(`${actor} ${draw} ${block}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, count);
  }

  /** At least `min` and less than `max`. */
  integer(min: number, max: number): number {
    return min + (this.bytes(6).readUIntBE(0, 6) % (max - min));
  }
}
