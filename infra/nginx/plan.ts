export interface BalancedArm {
  /** The name of the upstream. */
  readonly arm: string;
  /** `address:port` or `port`, as the directive `listen` takes it. */
  readonly listen: string;
  readonly replicas: readonly BalancedReplica[];
  /** A routing cookie pins each client to the replica that answered it first. */
  readonly sticky: boolean;
}

export interface BalancedReplica {
  /** The value of the replica's `x-replica` header. */
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
}

/** Where nginx writes the log in its own default format. It stands beside the access log of the lab. */
export function combinedLogPath({ accessLogPath }: Pick<BalancerPlan, 'accessLogPath'>): string {
  return `${accessLogPath}.combined`;
}

export interface BalancerPlan {
  readonly arms: readonly BalancedArm[];
  /** nginx keeps its pid file and its temporary files here. The directory must exist and be writable. */
  readonly directory: string;
  readonly accessLogPath: string;
  /** Writes a second access log, in nginx' own default format. Default false. */
  readonly logsCombined?: boolean;
  /** The directive `user`, for the workers of an nginx that root starts; null for any other nginx. */
  readonly user: string | null;
}
