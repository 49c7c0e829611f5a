import type { Connection } from '../connection.ts';
import { bulk, integer, type Reply } from '../resp.ts';
import { type Commands, exactly } from './command.ts';

/** Publish and subscribe. */
export const channels: Commands = {
  SUBSCRIBE: {
    run({ connection }, args) {
      const [channel = ''] = exactly(args, 1, 'SUBSCRIBE');
      connection.channels.add(channel);
      return changed('subscribe', channel, connection);
    },
  },
  UNSUBSCRIBE: {
    run({ connection }, args) {
      const [channel = ''] = exactly(args, 1, 'UNSUBSCRIBE');
      connection.channels.delete(channel);
      return changed('unsubscribe', channel, connection);
    },
  },
  PUBLISH: {
    run({ server }, args) {
      const [channel = '', text = ''] = exactly(args, 2, 'PUBLISH');
      const receivers = server.subscribers(channel);
      for (const connection of receivers) {
        server.deliver({ connection, cause: 'message', reply: message(channel, bulk(text)) });
      }
      return integer(receivers.length);
    },
  },
};

/** What a subscriber of the channel receives. */
export function message(channel: string, content: Reply): Reply {
  return { kind: 'push', items: [bulk('message'), bulk(channel), content] };
}

function changed(action: string, channel: string, { channels }: Connection): Reply {
  return { kind: 'push', items: [bulk(action), bulk(channel), integer(channels.size)] };
}
