import { freePorts } from '../../infra/stack/ports.ts';

/** The chapters say 8080 and the ports after it; the lab of this run may stand on others. */
export interface PortTranslation {
  /** A command of a chapter, for this run. */
  inward(text: string): string;
  /** What it printed, for the chapter. */
  outward(text: string): string;
}

/** `make up` takes 8080 to 8200. */
const portsOfLab = 120;
// Below those that a bench picks for itself: it must not take the place of the lab of another lane.
const range = { lowest: 10_000, highest: 20_000 };

/** Where the ports of each lane's lab begin. So no chapter needs 8080, on which the reader's own lab may run. */
export async function portsOfLanes(lanes: number): Promise<readonly number[]> {
  const first = await freePorts(lanes * portsOfLab, Math.random, range);
  return Array.from({ length: lanes }, (_, lane) => first + lane * portsOfLab);
}

const shownFirst = 8080;
/** One fixed port for each contender, and room for more. */
const fixedPorts = 20;

export function translatePorts(firstPort: number): PortTranslation {
  return {
    inward: (text) => move(text, shownFirst, firstPort),
    outward: (text) => move(text, firstPort, shownFirst),
  };
}

function move(text: string, from: number, to: number): string {
  if (from === to) return text;
  return text.replaceAll(/(?<![\d.])\d{4,5}(?![\d.])/g, (digits) => {
    const offset = Number(digits) - from;
    return offset >= 0 && offset < fixedPorts ? String(to + offset) : digits;
  });
}
