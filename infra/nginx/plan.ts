export interface BalancedArm {
  /** Name of the upstream. */
  readonly arm: string;
  /** `address:port` or `port`, as the directive `listen` wants it. */
  readonly listen: string;
  readonly replicas: readonly BalancedReplica[];
  /** Pin a client to the replica that answered it first, by a routing cookie. */
  readonly sticky: boolean;
}

export interface BalancedReplica {
  /** What the replica says in `x-replica`. */
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
}

export interface BalancerPlan {
  readonly arms: readonly BalancedArm[];
  /** Must exist and be writable: nginx keeps its pid and temporary files here. */
  readonly directory: string;
  readonly accessLogPath: string;
  /** The directive `user` of the workers, where nginx is started as root; else null. */
  readonly user: string | null;
}
