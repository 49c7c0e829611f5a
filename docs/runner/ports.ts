/** The chapters say 8080 and the ports after it; the lab of this run may stand on others. */
export interface PortTranslation {
  /** A command of a chapter, for this run. */
  inward(text: string): string;
  /** What it printed, for the chapter. */
  outward(text: string): string;
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
