/** How Mermaid is to lay a diagram out: its configuration, and the text, in which a flowchart may run another way. */
export interface Layout {
  readonly source: string;
  readonly config: object;
}

/** The size of all text in a diagram, in pixels. Scaled down as far as `smallestScale` it is still legible. */
export const fontSize = 14;
export const smallestScale = 12 / fontSize;

const appearance = {
  startOnLoad: false,
  htmlLabels: false,
  look: 'classic',
  theme: 'base',
  fontFamily: 'Inter',
  fontSize,
  themeVariables: { fontSize: `${fontSize}px` },
  elk: { considerModelOrder: 'NODES_AND_EDGES' },
};

/** The layouts to try for a drawing of at most `width` pixels, the best one first. */
export function layoutsFor(source: string, width: number): Layout[] {
  return /^\s*sequenceDiagram\b/m.test(source)
    ? sequences(source, width)
    : flowcharts(source, width);
}

/** About the mean width of a letter, in pixels. Mermaid tears a word that is longer than a line. */
const widthOfLetter = 0.52 * fontSize;

function flowcharts(source: string, width: number): Layout[] {
  const turned = source.replace(
    /^(\s*flowchart) (LR|TB)\b/m,
    (_, word: string, direction: string) => `${word} ${direction === 'LR' ? 'TB' : 'LR'}`,
  );
  const longestWord = Math.max(
    ...source.split(/[\s"()[\]{}]+|<br\s*\/?>/).map(({ length }) => length),
  );
  const wraps = (width < 500 ? [150, 120, 100, 90, 80] : [220, 160, 120]).filter(
    (wrap, index) => index === 0 || wrap > longestWord * widthOfLetter,
  );
  return [source, turned].map(groupsReversed).flatMap((text) =>
    wraps.map((wrappingWidth) => ({
      source: text,
      config: {
        ...appearance,
        flowchart: {
          htmlLabels: false,
          curve: 'rounded',
          padding: 8,
          nodeSpacing: width < 500 ? 16 : 30,
          rankSpacing: 30,
          diagramPadding: 2,
          minNodeWidth: 40,
          wrappingWidth,
        },
      },
    })),
  );
}

/** Mermaid places the last group of the source first. */
function groupsReversed(source: string): string {
  const group = /^ *subgraph\b.*?^ *end$/gms;
  const groups = source.match(group) ?? [];
  return source.replace(group, () => groups.pop() ?? '');
}

/** Without wrapped messages when they fit; otherwise with as much room between the participants as there is. */
function sequences(source: string, width: number): Layout[] {
  const participants = source.match(/^\s*(?:participant|actor)\s/gm)?.length ?? 2;
  const gap = 10;
  const share = Math.floor((width - 8 - gap * (participants - 1)) / participants);
  const wrapped = [share, share - 8, share - 16].map((actorWidth) => ({
    actorWidth: Math.min(actorWidth, 200),
    gap,
    wrap: true,
  }));
  return [{ actorWidth: 90, gap: 30, wrap: false }, ...wrapped].map((room) => ({
    // Mermaid breaks no line that the source has broken already.
    source: room.wrap ? source.replaceAll(/<br\s*\/?>/g, ' ') : source,
    config: {
      ...appearance,
      sequence: {
        diagramMarginX: 3,
        diagramMarginY: 10,
        actorMargin: room.gap,
        width: room.actorWidth,
        height: 36,
        boxMargin: 6,
        messageMargin: 26,
        noteMargin: 6,
        wrap: room.wrap,
        wrapPadding: 4,
        mirrorActors: false,
        actorFontSize: fontSize,
        messageFontSize: fontSize,
        noteFontSize: fontSize,
      },
    },
  }));
}
