/** An error that Redis itself would reply. */
export class RedisError extends Error {}

/** The stand-in does not know this command or option: the lab sends it nowhere, or the stand-in must learn it. */
export class UnknownToStandIn extends Error {
  constructor(what: string) {
    super(`the stand-in Redis does not know ${what}`);
  }
}
