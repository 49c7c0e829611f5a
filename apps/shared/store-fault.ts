/** Replies by which Redis says that it cannot serve at the moment. Any other error reply is a bug of ours. */
const unavailableReply =
  /^(LOADING|OOM|READONLY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY|MISCONF|UNBLOCKED)\b/;

/** What ioredis rejects with when there is no answer. It has no codes for these, only names and texts. */
const noAnswer =
  /^(Command timed out|Connection is closed|Stream isn't writeable|Reached the max retries)/;
const networkCodes = /^(ECONN|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;

/**
 * Whether Redis could not be asked or could not do it, as opposed to a mistake in the program.
 * Such a request is answered 503: nobody knows whether the credential is good.
 */
export function isStoreFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ReplyError') return unavailableReply.test(error.message);
  if (error.name === 'MaxRetriesPerRequestError' || error.name === 'AbortError') return true;
  if ('code' in error && typeof error.code === 'string' && networkCodes.test(error.code))
    return true;
  if (error.message.startsWith('Socket timeout. Expecting data')) return true;
  return noAnswer.test(error.message);
}
