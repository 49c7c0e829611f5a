import { freePorts } from '../../infra/stack/ports.ts';

/** The chapters show 8080 and the ports after it. The lab of this run may use other ports. */
export interface PortTranslation {
  /** Turns a command of a chapter into one for this run. */
  inward(text: string): string;
  /** Turns the output of this run into that of the chapter. */
  outward(text: string): string;
}

/** `make up` uses the ports from 8080 to 8200. */
const portsOfLab = 120;
// Below the ports that a bench picks for itself, so that a bench never takes a port of another lane's lab.
const range = { lowest: 10_000, highest: 20_000 };

/** The first port of each lane's lab. No chapter uses 8080, because the reader's own lab may run there. */
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
