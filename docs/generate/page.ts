import { z } from 'zod';

/** A Markdown table. A bar in a cell would end the cell, so it is written as an entity. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '&#124;').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** Stands at the top of every generated page. */
export function generatedNote(source: string): string {
  return `*Written from the code (${source}) by \`docs/reference.ts\`. Change the code, not this page.*`;
}

export function page(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The part of JSON Schema (2020-12) that Zod writes for the schemas of this project. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly format?: string;
}

/** What a value must look like before it is parsed: that is what a reader writes. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** `null` is named beside the type, because it always means something. */
export function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((value) => code(String(value))).join(', ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.type === 'object') return schema.properties === undefined ? mapType(schema) : 'object';
  if (schema.format === 'date-time') return 'time (ISO 8601)';
  return typeof schema.type === 'object' ? schema.type.join(' or ') : (schema.type ?? 'any');
}

function mapType(schema: JsonSchema): string {
  const values = schema.additionalProperties;
  return typeof values === 'object' ? `map to ${typeOf(values)}` : 'map';
}

/** The object or list inside `… or null`; the schema itself when there is no choice. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  const choices = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  return choices.length === 1 && choices[0] !== undefined ? choices[0] : schema;
}

export function code(text: string): string {
  return `\`${text}\``;
}
