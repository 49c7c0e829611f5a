import { isSticky } from '../../contenders/contenders.ts';
import type { BalancerPlan } from '../../nginx/plan.ts';

/** Ports inside the containers, where no other program listens. */
export const inside = {
  replica: 3000,
  metrics: 9000,
  store: 6379,
  /** On the loopback interface of the container. */
  linkControl: 9000,
  /** Of the first link; each further one has the next. */
  firstLink: 7000,
} as const;

export interface ComposeReplica {
  readonly name: string;
  /** Last number of its fixed address. */
  readonly host: number;
  /** `host:port` of its store, or of the link to it. */
  readonly store: string;
  /** Ports outside; null: any. */
  readonly ports: { readonly public: number; readonly metrics: number } | null;
}

export interface ComposeStore {
  readonly host: number;
  /** Port outside; null: any. */
  readonly port: number | null;
  /** Path of a redis.conf of its own; null: that of all stores. */
  readonly config: string | null;
}

export interface ComposeArm {
  /** Also the name of its network, which its store and its replicas share with no other arm. */
  readonly arm: string;
  readonly contender: string;
  /** Path of the program, below the project. */
  readonly program: string;
  /** First three numbers of the addresses in its network. */
  readonly network: string;
  readonly replicas: readonly ComposeReplica[];
  readonly store: ComposeStore;
  /** Of the store, as Compose fills it in from its environment. */
  readonly password: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Null when the arm did not ask for links. */
  readonly links: ComposeLinks | null;
  readonly balancer: {
    /** Port that the balancer listens on for this arm, in its container. */
    readonly port: number;
    /** `address:port` outside. */
    readonly published: string;
  };
  /** Starts only when one of these is asked for; always when there are none. */
  readonly profiles: readonly string[];
}

/** The container with the links of one arm. It is in the network of that arm only. */
export interface ComposeLinks {
  readonly host: number;
  /** The argument of `link/main.ts`. */
  readonly argument: string;
  /** `address:port:port`. */
  readonly published: readonly string[];
}

/** The second Redis of arms that ask for one, and the sentinels; each with its port outside. */
export interface ComposeStandbys {
  readonly stores: readonly {
    readonly arm: string;
    readonly host: number;
    readonly port: number;
  }[];
  readonly sentinels: readonly {
    readonly name: string;
    readonly host: number;
    readonly port: number;
  }[];
  /** Path of the configuration that the sentinels begin with. */
  readonly sentinelConfig: string;
}

/** Everything that differs between docker-compose.yml and what the compose driver starts. */
export interface ComposePlan {
  readonly header: string;
  readonly arms: readonly ComposeArm[];
  /** Whether Compose builds the image of the replicas. */
  readonly build: boolean;
  /** What one part may use of the processors; null: no limit. */
  readonly cpus: string | null;
  /** How often Docker asks whether a part is ready; null: never. */
  readonly healthInterval: string | null;
  /** A comment, or nothing. */
  readonly secretsNote: string;
  readonly secrets: { readonly session: string; readonly loadAccount: string };
  /** Paths on the host. */
  readonly scripts: string;
  readonly storeConfig: string;
  readonly balancerConfig: string;
  /** Where the balancer's access log is written on the host; null: nowhere, it is the container's output. */
  readonly logDirectory: string | null;
  readonly standbys: ComposeStandbys | null;
}

/** The variable of the environment of docker compose that holds the password of an arm's store. */
export function passwordVariable(arm: string): string {
  return `${arm.toUpperCase().replaceAll('-', '_')}_STORE_PASSWORD`;
}

/** nginx.conf for the arms of a plan: replicas by their names, which the balancer's hosts file turns into addresses. */
export function balancerPlan(arms: readonly ComposeArm[], accessLogPath: string): BalancerPlan {
  return {
    arms: arms.map(({ arm, contender, balancer, replicas }) => ({
      arm,
      listen: String(balancer.port),
      sticky: isSticky(contender),
      replicas: replicas.map(({ name }) => ({ name, address: `${name}:${inside.replica}` })),
    })),
    directory: '/tmp',
    accessLogPath,
    user: null,
  };
}
