/**
 * These functions run in a page with Mermaid in it; `program` is their text. What Mermaid drew keeps its shapes and loses its colours, its style sheet and what
 * no one sees. The theme of the site gives the colours, so that one drawing serves light and dark.
 */
import type { Parsed } from './words.ts';

interface Mermaid {
  initialize(config: object): void;
  parse(source: string): Promise<unknown>;
  render(id: string, source: string): Promise<{ svg: string }>;
  readonly mermaidAPI: { getDiagramFromText(source: string): Promise<Diagram> };
}

interface Diagram {
  readonly type: string;
  readonly db: {
    getAccTitle?(): string;
    getAccDescription?(): string;
    getActors?(): Map<string, { description: string }>;
    getMessages?(): { from?: string; to?: string; message: unknown; placement?: number }[];
    getVertices?(): Map<string, { text?: string }>;
    getEdges?(): { start: string; end: string; text: string; stroke: string }[];
    getSubGraphs?(): { title: string; nodes: string[] }[];
  };
}

declare const mermaid: Mermaid;

/** A drawing with the size of its view box in pixels. */
export interface Raw {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** @throws when Mermaid cannot read the source */
async function draw(id: string, source: string, config: object): Promise<Raw> {
  mermaid.initialize(config);
  const { svg } = await mermaid.render(id, source);
  const holder = document.createElement('div');
  holder.innerHTML = svg;
  document.body.append(holder);
  const drawing = holder.querySelector('svg');
  if (drawing === null) throw new Error('Mermaid drew nothing');
  const { width, height } = drawing.viewBox.baseVal;
  shorten(drawing, height);
  clean(drawing);
  drawing.setAttribute('width', String(Math.ceil(width)));
  drawing.setAttribute('height', String(Math.ceil(height)));
  holder.remove();
  return { svg: drawing.outerHTML, width: Math.ceil(width), height: Math.ceil(height) };
}

/** The line of a participant ends with the drawing. Mermaid lets it run on and hides the rest. */
function shorten(drawing: SVGSVGElement, height: number): void {
  const end = drawing.viewBox.baseVal.y + height;
  for (const line of drawing.querySelectorAll('.actor-line')) line.setAttribute('y2', String(end));
}

function clean(drawing: SVGSVGElement): void {
  for (const unseen of drawing.querySelectorAll(
    'style, filter, linearGradient, rect:not([width])',
  )) {
    unseen.remove();
  }
  removeUnused(drawing);
  for (const word of drawing.querySelectorAll('.text-inner-tspan')) {
    word.replaceWith(word.textContent);
  }
  for (const element of [drawing, ...drawing.querySelectorAll('*')]) {
    tidyStyle(element);
    tidyClass(element);
    tidyAttributes(element);
  }
  for (const group of [...drawing.querySelectorAll('g, defs')].toReversed()) {
    if (group.attributes.length === 0) group.replaceWith(...group.childNodes);
    else if (group.childNodes.length === 0) group.remove();
  }
}

/** Only what an arrow refers to keeps its id. */
function removeUnused(drawing: SVGSVGElement): void {
  for (const element of [drawing, ...drawing.querySelectorAll('[id]')]) {
    if (drawing.outerHTML.includes(`url(#${element.id})`)) continue;
    if (['marker', 'symbol'].includes(element.tagName)) element.remove();
    else element.removeAttribute('id');
  }
}

/** Drops colours and what no one sees, and rounds lengths to a tenth of a pixel. */
function tidyAttributes(element: Element): void {
  const noise =
    /^(?:data-.*|name|role|aria-.*|fill|stroke|stroke-width|rx|ry|alignment-baseline|textLength|lengthAdjust|look)$/;
  const lengths = /^(?:d|points|transform|x|y|viewBox|width|height)$/;
  for (const { name, value } of [...element.attributes]) {
    if (noise.test(name)) element.removeAttribute(name);
    else if (lengths.test(name)) element.setAttribute(name, rounded(value));
  }
}

/** Keeps what the shape depends on. */
function tidyStyle(element: Element): void {
  const { style } = element as SVGElement;
  const kept = ['text-anchor', 'visibility', 'display']
    .map((name) => [name, style.getPropertyValue(name)] as const)
    .filter(([, value]) => value !== '');
  element.removeAttribute('style');
  for (const [name, value] of kept) element.setAttribute(name, value);
}

/** Keeps the names that the theme of the site gives colours to. */
function tidyClass(element: Element): void {
  const themed =
    /^(?:actor|actor-line|note|noteText|messageText|messageLine\d|cluster|cluster-label|node|label|edgeLabel|background|flowchart-link|edge-pattern-dotted|marker)$/;
  const kept = new Set([...element.classList].filter((name) => themed.test(name)));
  if (kept.size > 0) element.setAttribute('class', [...kept].join(' '));
  else element.removeAttribute('class');
}

function rounded(value: string): string {
  return value.replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10));
}

/** What the diagram says, as Mermaid has understood it. */
async function parse(source: string): Promise<Parsed> {
  await mermaid.parse(source); // Loads the kind of diagram.
  const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(source);
  return {
    type,
    title: db.getAccTitle?.() ?? '',
    description: db.getAccDescription?.() ?? '',
    names: [
      ...[...(db.getActors?.() ?? [])].map(([id, { description }]) => [id, description] as const),
      ...[...(db.getVertices?.() ?? [])].map(([id, { text }]) => [id, text ?? id] as const),
    ],
    messages: (db.getMessages?.() ?? []).map(({ from, to, message, placement }) => ({
      from: from ?? '',
      to: to ?? '',
      text: String(message),
      isNote: placement !== undefined,
    })),
    edges: (db.getEdges?.() ?? [])
      .filter(({ stroke }) => stroke !== 'invisible')
      .map(({ start, end, text }) => ({ from: start, to: end, text })),
    groups: (db.getSubGraphs?.() ?? []).map(({ title, nodes }) => ({ title, nodes })),
  };
}

export interface InBrowser {
  readonly draw: typeof draw;
  readonly parse: typeof parse;
}

/** A script that defines `drawing`, an `InBrowser`. */
export const program = `${[draw, shorten, clean, tidyStyle, tidyClass, tidyAttributes, removeUnused, rounded, parse].join('\n')}
globalThis.drawing = { draw, parse };`;
