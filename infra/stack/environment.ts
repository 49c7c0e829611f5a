/** What the lab takes from the environment of the command that starts it. Read here and nowhere else. */
export interface LabEnvironment {
  /** Where programs are looked for. */
  readonly path: string;
  /** STACK: the wanted driver. */
  readonly driver: string | undefined;
}

export function readEnvironment(): LabEnvironment {
  const { PATH, STACK } = process.env;
  return { path: PATH ?? '/usr/local/bin:/usr/bin:/bin', driver: STACK };
}
