/**
 * Replies by which Redis says that it cannot serve (first line) or will not serve this client (second line). Either is
 * a fault of the installation, which a client of the lab cannot mend. Any other error reply is a bug of ours.
 */
const unavailableReply = new RegExp(
  [
    '^(LOADING|OOM|READONLY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY|MISCONF|UNBLOCKED)\\b',
    '^(NOAUTH|NOPERM|WRONGPASS|NOPROTO|DENIED)\\b',
    // These have no code of their own. The last one is NOPERM for a command inside a script.
    "^ERR (max number of clients|AUTH|invalid password|The user executing the script can't)\\b",
  ].join('|'),
);

/** What ioredis and `StoreConnection` reject with when there is no answer: no codes, only names and texts. */
const noAnswer =
  /^(Command timed out|Connection is (closed|silent)|Stream isn't writeable|Reached the max retries)/;
const networkCodes = /^(ECONN|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;

/**
 * Whether Redis could not be asked or could not do it, as opposed to a mistake in the program.
 * Such a request is answered 503: the replica cannot tell whether the credential is good.
 */
export function isStoreFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ReplyError') return isRefusal(error);
  if (error.name === 'MaxRetriesPerRequestError' || error.name === 'AbortError') return true;
  if ('code' in error && typeof error.code === 'string' && networkCodes.test(error.code))
    return true;
  if (error.message.startsWith('Socket timeout. Expecting data')) return true;
  return noAnswer.test(error.message);
}

/** Whether Redis did answer, and its answer was that it cannot or will not serve. */
export function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return false;
  // Redis gives up a transaction as a whole. The replies to its commands say why.
  const causes = error.message.startsWith('EXECABORT') ? previousErrorsOf(error) : [error];
  return causes.some(({ message }) => unavailableReply.test(message));
}

/** ioredis hangs the errors of the single commands on that of the transaction. */
function previousErrorsOf(error: Error): readonly Error[] {
  if (!('previousErrors' in error) || !Array.isArray(error.previousErrors)) return [];
  return error.previousErrors.filter((previous) => previous instanceof Error);
}
