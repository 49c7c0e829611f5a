import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { StackError } from '../../stack/errors.ts';
import { type Given, misfitNumber, readOptions } from '../options.ts';
import type { Told, Verb } from '../verb.ts';
import { codeOf, curl, type FullAnswer, printCurl } from './curl.ts';
import { changeJar, keptJar, readJar } from './jar.ts';
import { answererOf, eachPair, type Pair } from './pair.ts';

const options = {
  '--items N': 'put N items, ITEM-1 to ITEM-N, one of each',
  '--forge': 'write the items into a copy of the kept cookie, and show what the app then reads',
};
/** As many as the apps take. */
const mostItems = 20;

const itemsSchema = z.array(z.object({ sku: z.string(), quantity: z.int() }));
type Items = z.infer<typeof itemsSchema>;

/** The cart: some contenders keep it on the server, and some have the client carry it. */
export const cart: Verb = {
  words: 'PERSON [PLACE…] [SKU=N…]',
  meaning: 'show the cart, or put another in its place: alice tokens COAT=2',
  options,
  help: [
    'PERSON is alice, bob or grace, or a device such as alice@phone. PLACE is a contender or a replica.',
    'Each line begins with the replica that answered.',
    'Some contenders send the cart to the client in a cookie. The kept credential then holds this cookie too: login,',
    'refresh and cart change what is kept, and nothing else does. So what is kept stays as it is after a logout.',
    './lab copy alice alice@thief tokens keeps a second copy, which later carts of alice do not change.',
    'A forged cart keeps the signature of the old one, because only the app has the key.',
    './lab login alice tokens --keep logs in with the cookies that are kept, as one browser does.',
  ],
  misfit(words, given) {
    const wrong = words.find(
      (word) => word.includes('=') && !/^[A-Z0-9-]{1,16}=[1-9]\d?$/.test(word),
    );
    if (wrong !== undefined) return `items such as COAT=2, from 1 to 99 of each, not "${wrong}"`;
    const items = words.filter((word) => word.includes('='));
    if (items.length > mostItems) return `at most ${mostItems} items, not ${items.length}`;
    if (given.options.has('--items') && items.length > 0) return 'items or --items, and not both';
    if (given.options.has('--forge') && items.length === 0 && !given.options.has('--items')) {
      return 'items with --forge, such as COAT=99 --forge';
    }
    return misfitNumber(given, '--items', mostItems);
  },
  run(stack, all) {
    const given = readOptions(all, options);
    const who = given.words.filter((word) => !word.includes('='));
    const items = itemsOf(given);
    return eachPair(stack, who, (pair) => {
      if (given.options.has('--forge')) return forge(pair, items);
      return items.length === 0 ? read(pair) : put(pair, items);
    });
  },
};

function itemsOf({ words, options }: Given): Items {
  const named = words.filter((word) => word.includes('='));
  const many = Array.from(
    { length: Number(options.get('--items') ?? 0) },
    (_, at) => `ITEM-${at + 1}=1`,
  );
  return [...named, ...many].map((word) => {
    const [sku = '', quantity = ''] = word.split('=');
    return { sku, quantity: Number(quantity) };
  });
}

async function read(pair: Pair): Promise<Told> {
  const { stack, person, place } = pair;
  const jar = keptJar(stack, person, place.arm.spec.arm);
  const asked = { url: `${place.url}/cart`, jar };
  return toldOfCart(pair, printCurl(asked), await curl(asked));
}

async function put(pair: Pair, items: Items): Promise<Told> {
  const { stack, person, place } = pair;
  const jar = keptJar(stack, person, place.arm.spec.arm);
  const asked = { url: `${place.url}/cart`, method: 'PUT', json: { items }, jar } as const;
  const answered = await changeJar(jar, (newJar) => curl({ ...asked, newJar }));
  return toldOfCart(pair, printCurl({ ...asked, newJar: jar }), answered);
}

/** Reads the cart with a copy of the jar in which the client has changed the items. */
async function forge(pair: Pair, items: Items): Promise<Told> {
  const { stack, person, place } = pair;
  const kept = keptJar(stack, person, place.arm.spec.arm);
  const text = readFileSync(kept, 'utf8');
  const carried = readJar(kept).find(({ name }) => name.startsWith('cart_'))?.value;
  if (carried === undefined) {
    throw new StackError(
      'not_possible',
      `${person.name} carries no cart of ${place.arm.spec.arm}: it stands on the server, or there is none yet`,
    );
  }
  const jar = kept.replace(/jar$/, 'forged.jar');
  writeFileSync(jar, text.replace(carried, withItems(carried, items)), { mode: 0o600 });
  const asked = { url: `${place.url}/cart`, jar };
  return toldOfCart(pair, printCurl(asked), await curl(asked));
}

/** The token with other items in its claim `cart`. Header and signature stay as they were. */
function withItems(token: string, items: Items): string {
  const [head, body = '', signature] = token.split('.');
  const claims = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  const forged = Buffer.from(JSON.stringify({ ...claims, cart: { items } })).toString('base64url');
  return [head, forged, signature].join('.');
}

function toldOfCart(pair: Pair, command: string, answered: FullAnswer): Told {
  const { status } = answered;
  const who = answererOf(pair, answered);
  const words =
    status === 200 ? [contentOf(answered.body), status] : [status ?? 'no answer', codeOf(answered)];
  return {
    commands: [command],
    lines: [[who, ...words].join('  ').trimEnd()],
    exitCode: status === 200 ? 0 : 1,
  };
}

const mostNamed = 3;

function contentOf(body: string): string {
  const { items } = z.object({ items: itemsSchema }).parse(JSON.parse(body));
  if (items.length === 0) return 'the cart is empty';
  if (items.length > mostNamed) return `${items.length} items in the cart`;
  return `in the cart: ${items.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ')}`;
}
