/** What a diagram says, as Mermaid has understood it. */
export interface Parsed {
  /** Mermaid's name of the kind, such as `sequence`. */
  readonly type: string;
  /** `accTitle` and `accDescr` of the source; empty when it has none. */
  readonly title: string;
  readonly description: string;
  /** Ids and labels of participants or boxes, in the order of the source. */
  readonly names: readonly (readonly [string, string])[];
  readonly messages: readonly Message[];
  readonly edges: readonly Edge[];
  readonly groups: readonly { readonly title: string; readonly nodes: readonly string[] }[];
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

interface Message extends Edge {
  readonly isNote: boolean;
}

/** A diagram in words, for people who listen to the page. */
export interface Words {
  readonly title: string;
  readonly description: string;
}

/** The words of the source, where it has some; otherwise one sentence for each group, arrow, message and note. */
export function wordsOf(parsed: Parsed): Words {
  const names = new Map(parsed.names.map(([id, label]) => [id, plain(label)]));
  const nameOf = (id: string): string => names.get(id) ?? plain(id);
  return {
    title: plain(parsed.title) || `Diagram: ${subjects(parsed, nameOf).join(', ')}`,
    description: plain(parsed.description) || sentences(parsed, nameOf).join(' '),
  };
}

type NameOf = (id: string) => string;

function subjects({ names, groups }: Parsed, nameOf: NameOf): string[] {
  return groups.length > 0
    ? groups.map(({ title }) => plain(title))
    : names.map(([id]) => nameOf(id)).slice(0, 6);
}

function sentences({ groups, edges, messages }: Parsed, nameOf: NameOf): string[] {
  return [
    ...groups.map(
      ({ title, nodes }) => `${plain(title)} contains ${nodes.map(nameOf).join('; ')}.`,
    ),
    ...edges.map((edge) => fromTo(edge, nameOf)),
    ...messages
      .filter(({ text }) => text !== '')
      .map((message) => (message.isNote ? note(message, nameOf) : fromTo(message, nameOf))),
  ];
}

function fromTo({ from, to, text }: Edge, nameOf: NameOf): string {
  return `From ${nameOf(from)} to ${nameOf(to)}${text === '' ? '' : ` (${plain(text)})`}.`;
}

function note({ from, to, text }: Edge, nameOf: NameOf): string {
  const place = from === to || to === '' ? nameOf(from) : `${nameOf(from)} and ${nameOf(to)}`;
  return `Note at ${place}: ${plain(text)}.`;
}

/** A label in one line, without Mermaid's line breaks. */
function plain(label: string): string {
  return label
    .replace(/<br\s*\/?>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
