/** The variables that the lab reads from the environment of its command. It reads none elsewhere. */
export interface LabEnvironment {
  /** PATH: the directories in which the lab looks for programs. */
  readonly path: string;
  /** STACK: the driver to use. */
  readonly driver: string | undefined;
  /** LAB_FIRST_PORT: the first of the fixed ports of `make up`. */
  readonly firstPort: string | undefined;
  /** True when a variable names a proxy that curl would ask for an address of plain HTTP. */
  readonly namesProxy: boolean;
  /** TERM: the kind of the terminal. */
  readonly terminal: string | undefined;
  /** Of NODE_OPTIONS the flags with which run.sh lets Node load modules in a folder whose name has a backslash. */
  readonly nodeFlags: readonly string[];
  /** The variables by which the docker client finds its engine, and Compose the images. */
  readonly docker: Readonly<Record<string, string>>;
}

const dockerVariables = [
  ...['PATH', 'HOME', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG'],
  ...['NGINX_IMAGE', 'REDIS_IMAGE'],
];

export function readEnvironment(): LabEnvironment {
  const { PATH, STACK, LAB_FIRST_PORT, TERM, NODE_OPTIONS = '' } = process.env;
  return {
    path: PATH ?? '/usr/local/bin:/usr/bin:/bin',
    // `make up STACK=` sets an empty value.
    driver: STACK || undefined,
    firstPort: LAB_FIRST_PORT || undefined,
    namesProxy: ['http_proxy', 'ALL_PROXY', 'all_proxy'].some((name) => process.env[name]),
    terminal: TERM,
    nodeFlags: NODE_OPTIONS.split(' ').filter((flag) => flag.startsWith('--preserve-symlinks')),
    docker: Object.fromEntries(
      dockerVariables.flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}
