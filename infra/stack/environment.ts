/** What the lab takes from the environment of the command that starts it. Read here and nowhere else. */
export interface LabEnvironment {
  /** Where programs are looked for. */
  readonly path: string;
  /** STACK: the wanted driver. */
  readonly driver: string | undefined;
  /** LAB_FIRST_PORT: where the fixed ports of `make up` begin. */
  readonly firstPort: string | undefined;
  /** What the docker client needs to find its engine. */
  readonly docker: Readonly<Record<string, string>>;
}

const dockerVariables = ['PATH', 'HOME', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG'];

export function readEnvironment(): LabEnvironment {
  const { PATH, STACK, LAB_FIRST_PORT } = process.env;
  return {
    path: PATH ?? '/usr/local/bin:/usr/bin:/bin',
    driver: STACK,
    firstPort: LAB_FIRST_PORT,
    docker: Object.fromEntries(
      dockerVariables.flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}
