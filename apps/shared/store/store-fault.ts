/** Replies by which Redis says that it cannot serve at the moment. Any other error reply is a bug of ours. */
const unavailableReply =
  /^(LOADING|OOM|READONLY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY|MISCONF|UNBLOCKED)\b/;

/** What ioredis and `StoreConnection` reject with when there is no answer: no codes, only names and texts. */
const noAnswer =
  /^(Command timed out|Connection is (closed|silent)|Stream isn't writeable|Reached the max retries)/;
const networkCodes = /^(ECONN|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;

/**
 * Whether Redis could not be asked or could not do it, as opposed to a mistake in the program.
 * Such a request is answered 503: nobody knows whether the credential is good.
 */
export function isStoreFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ReplyError') {
    // A transaction is given up as a whole; why, is said by the replies to its commands.
    const causes = error.message.startsWith('EXECABORT') ? previousErrorsOf(error) : [error];
    return causes.some(({ message }) => unavailableReply.test(message));
  }
  if (error.name === 'MaxRetriesPerRequestError' || error.name === 'AbortError') return true;
  if ('code' in error && typeof error.code === 'string' && networkCodes.test(error.code))
    return true;
  if (error.message.startsWith('Socket timeout. Expecting data')) return true;
  return noAnswer.test(error.message);
}

/** ioredis hangs the errors of the single commands on that of the transaction. */
function previousErrorsOf(error: Error): readonly Error[] {
  if (!('previousErrors' in error) || !Array.isArray(error.previousErrors)) return [];
  return error.previousErrors.filter((previous) => previous instanceof Error);
}
