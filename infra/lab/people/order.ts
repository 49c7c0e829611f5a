import { z } from 'zod';
import { type Given, readOptions } from '../options.ts';
import type { Told, Verb } from '../verb.ts';
import { type Asked, codeOf, curl, type FullAnswer, printCurl } from './curl.ts';
import { keptJar } from './jar.ts';
import { answererOf, eachPair, type Pair } from './pair.ts';

const options = {
  '--key KEY': 'send this Idempotency-Key with it',
  '--lost': 'lose the answer, and send the order again, as a client on a bad line does',
};

/** An order, which must not be placed twice. */
export const order: Verb = {
  words: 'PERSON [PLACE…] [SKU]',
  meaning: 'place an order, or show those that were placed: alice tokens COAT',
  options,
  help: [
    'PERSON is alice, bob or grace, or a device such as alice@phone. PLACE is a contender or a replica.',
    'SKU is a product of the catalog: COAT, PASSPORT or TICKET. Each line begins with the replica that answered.',
    '--lost closes the connection when the answer begins to arrive: the app has placed the order, and the client does',
    'not know it. So it sends the same request once more.',
    'The exit code is 0 when the last answer was 201.',
  ],
  misfit(words, given) {
    const skus = words.filter(isSku);
    if (skus.length > 1) return `one product at a time, not "${skus.join(' ')}"`;
    if (given.options.size > 0 && skus.length === 0) return 'a product with --key and --lost';
    const key = given.options.get('--key');
    return key === undefined || /^[\w.:-]{1,64}$/.test(key)
      ? null
      : `a KEY of up to 64 letters, digits and _ . : -, not "${key}"`;
  },
  run(stack, all) {
    const given = readOptions(all, options);
    const sku = given.words.find(isSku);
    const who = given.words.filter((word) => !isSku(word));
    return eachPair(stack, who, (pair) =>
      sku === undefined ? showPlaced(pair) : place(pair, sku, given),
    );
  },
};

function isSku(word: string): boolean {
  return /^[A-Z][A-Z0-9-]{0,15}$/.test(word);
}

async function place(pair: Pair, sku: string, { options }: Given): Promise<Told> {
  const key = options.get('--key');
  const asked: Asked = {
    url: `${pair.place.url}/orders`,
    json: { items: [{ sku, quantity: 1 }] },
    jar: keptJar(pair.stack, pair.person, pair.place.arm.spec.arm),
    ...(key === undefined ? {} : { header: `Idempotency-Key: "${key}"` }),
  };
  const lost: Told[] = [];
  if (options.has('--lost')) {
    const losing = { ...asked, losesAnswer: true } as const;
    const { status } = await curl(losing);
    // The status says only that there was an answer to lose. What it was, the client does not know.
    const what = status === null ? 'no answer' : 'the answer got lost';
    const line = `${answererOf(pair, { headers: [] })}  POST /orders  ${what}`;
    lost.push({ commands: [printCurl(losing)], lines: [line] });
  }
  const answered = await curl(asked);
  const what =
    answered.status === 201 ? describe(orderSchema.parse(JSON.parse(answered.body))) : '';
  const told = toldOf(pair, asked, answered, 'POST /orders', what);
  const all = [...lost, told];
  return {
    ...told,
    commands: all.flatMap(({ commands }) => commands),
    lines: all.flatMap(({ lines }) => lines),
  };
}

const orderSchema = z.object({
  id: z.string(),
  items: z.array(z.object({ sku: z.string(), quantity: z.int() })),
});
const placedSchema = z.object({ orders: z.array(orderSchema) });

async function showPlaced(pair: Pair): Promise<Told> {
  const url = `${pair.place.url}/orders/placed`;
  const asked = { url, jar: keptJar(pair.stack, pair.person, pair.place.arm.spec.arm) };
  const answered = await curl(asked);
  if (answered.status !== 200) return toldOf(pair, asked, answered, 'GET /orders/placed', '');
  const { orders } = placedSchema.parse(JSON.parse(answered.body));
  const count = `${orders.length} ${orders.length === 1 ? 'order' : 'orders'} placed`;
  const told = toldOf(pair, asked, answered, 'GET /orders/placed', count);
  return { ...told, lines: [...told.lines, ...orders.map((each) => `  ${describe(each)}`)] };
}

/** `1 COAT, order 3f2c8f1e`: the beginning of an id is enough to tell a few orders apart. */
function describe({ id, items }: z.infer<typeof orderSchema>): string {
  const what = items.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ');
  return `${what}, order ${id.slice(0, 8)}`;
}

function toldOf(pair: Pair, asked: Asked, answered: FullAnswer, request: string, what: string) {
  const { status } = answered;
  const words = [
    answererOf(pair, answered),
    request,
    status ?? 'no answer',
    what,
    codeOf(answered),
  ];
  return {
    commands: [printCurl(asked)],
    lines: [words.filter((word) => word !== '').join('  ')],
    exitCode: status !== null && status < 300 ? 0 : 1,
  };
}
