type Settings = Readonly<Record<string, string>>;

/** `name value;`, one per line. */
export function directives(indent: string, settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${indent}${name} ${value};`)
    .join('\n');
}

/** `name=value name=value`, as parameters of one directive. */
export function parameters(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
