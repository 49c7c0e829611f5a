import type { ChainableCommander } from 'ioredis';

/**
 * Sends the commands as one MULTI and returns their replies.
 * @throws the first error that any of them met; Redis itself runs the others all the same
 */
export async function execute(transaction: ChainableCommander): Promise<readonly unknown[]> {
  const replies = await transaction.exec();
  if (replies === null) throw new Error('the transaction was discarded');
  return replies.map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}
