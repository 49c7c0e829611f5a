import { isToldOfChanges } from '../cards.ts';
import { endedStaysEnded } from '../properties.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

/** ioredis connects again within this time. */
const reconnectMs = 200;

export const scenario: Scenario = {
  name: 'invalidate-read-reconnect',
  story:
    'A replica reads a record that another replica deletes, and loses the connection that tells it so.',
  properties: ['P1'],
  takesPart: isToldOfChanges,
  mayHappen: {
    lateAnswers: ['read'],
    alsoSteps: ['CLIENT TRACKING', 'SUBSCRIBE'],
    // The replica that deletes the record is not the one that may miss the news.
    atOnce: ['replica-1'],
  },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: {
        logout: () => user.browser.post(one, '/logout'),
        read: () => user.browser.get(other, '/me'),
      },
      events: {
        'the connection for invalidations breaks': () => {
          const listener = stage.store.links.find(({ name }) => name === 'replica-2 3');
          if (listener === undefined)
            throw new Error('replica-2 has no connection for invalidations');
          stage.store.cut(listener);
          return { 'time passes': () => void stage.advance(reconnectMs) };
        },
      },
      judge: ({ logout }) => endedStaysEnded(stage, logout, user, 'logout'),
    };
  },
};
