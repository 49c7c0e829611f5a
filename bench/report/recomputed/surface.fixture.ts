import type { Result } from '../../result/result.ts';
import type { SurfaceRatio } from '../../result/surface.ts';
import { type Kind, pattern } from './sentence.fixture.ts';
import { againstSessions, intervalOf, logsOf, meanRatio, usual } from './surface-ratios.fixture.ts';

type Groups = Readonly<Record<string, string>>;

/** The arm that a sentence names with its algorithm and its library. */
function armOf({ lookup }: Result, groups: Groups): string {
  const { contender, algorithm = null, library = null } = groups;
  const row = lookup?.surface?.rows.find(
    (each) =>
      each.contender === contender && each.algorithm === algorithm && each.library === library,
  );
  return row?.arm ?? `no arm of ${contender}`;
}

const configuration = '`(?<contender>[\\w-]+)`(?: \\((?<algorithm>\\w+), (?<library>\\w+)\\))?';
const figures = '(?<ratio><number>) \\[(?<low><number>), (?<high><number>)\\]';

const configured = new RegExp(`connections? ${configuration} (?:costs?|is) `);

/** The change that a sentence about two numbers of connections tells. */
function changeIn(lookup: Result['lookup'], text: string) {
  const named = new RegExp(`ratio of ${configuration} to`).exec(text)?.groups ?? {};
  const { contender, algorithm = null, library = null } = named;
  return lookup?.surface?.changes.find(
    (each) =>
      each.contender === contender && each.algorithm === algorithm && each.library === library,
  );
}

function verdictOf(words = ''): SurfaceRatio['verdict'] {
  if (words.includes('more')) return 'costs-more';
  if (words.includes('less')) return 'costs-less';
  return words.includes('same') ? 'equivalent' : 'not-distinguishable';
}

export const surfaceKinds: readonly Kind[] = [
  {
    pattern: pattern(`${configuration} at ${figures}`),
    figures: (groups, { about }, result) => {
      const alone = about.startsWith('By replica CPU');
      const measure = alone ? 'replicaCpuUsPerRequest' : 'wholePathCpuUsPerRequest';
      return againstSessions(result, armOf(result, groups), usual, measure);
    },
  },
  {
    pattern: pattern(`with (?<connections><number>) connections? at ${figures}`),
    figures: ({ connections }, { about }, result) => {
      const arm = armOf(result, configured.exec(about)?.groups ?? {});
      const found = result.lookup?.surface?.rows.find(
        (row) => row.arm === arm && row.connections === Number(connections),
      );
      return {
        connections: found?.connections ?? Number.NaN,
        ...againstSessions(result, arm, Number(connections), 'wholePathCpuUsPerRequest'),
      };
    },
  },
  {
    // The numbers of connections at which the configuration came out as the sentence says.
    pattern: pattern(
      `^With (?<first><number>)(?:, (?<second><number>))?(?: and (?<last><number>))? connections? ${configuration} (?<words>costs more|costs less|costs the same|is not)`,
    ),
    figures: (groups, _, { lookup }) => {
      const { contender, algorithm = null, library = null, words = '' } = groups;
      const alike = (lookup?.surface?.rows ?? []).filter(
        (row) =>
          row.contender === contender &&
          row.algorithm === algorithm &&
          row.library === library &&
          verdictOf(words) === row.againstSessions.wholePathCpuUsPerRequest?.verdict,
      );
      const [first = Number.NaN, ...others] = alike.map(({ connections }) => connections);
      const last = others.at(-1) ?? Number.NaN;
      return { first, second: others.length > 1 ? (others[0] ?? Number.NaN) : Number.NaN, last };
    },
  },
  {
    pattern: pattern('^From (?<from><number>) to (?<to><number>) connections '),
    figures: (_, { text }, { lookup }) => {
      const change = changeIn(lookup, text);
      return { from: change?.from ?? Number.NaN, to: change?.to ?? Number.NaN };
    },
  },
  {
    pattern: pattern(`^the ratio is multiplied by ${figures}`),
    figures: (_, { about }, result) => {
      const change = changeIn(result.lookup, about);
      const [few, many] = [change?.from, change?.to].map((connections = Number.NaN) =>
        logsOf(result, [change?.arm ?? '', 'sessions'], connections, 'wholePathCpuUsPerRequest'),
      );
      const moved = [...(many ?? [])].map(([block, log]) => log - (few?.get(block) ?? Number.NaN));
      return { ratio: meanRatio(moved), ...intervalOf(change?.againstSessions) };
    },
  },
  {
    pattern: pattern(
      '(?:(?<alike><number>) of|all|none of) (?<measured><number>) measured configurations (?:(?<words>costs? more|costs? less|costs? the same)|(?:is|are) )',
    ),
    figures: (groups, { text }, { lookup }) => {
      const isOwn = (contender: string) => {
        if (text.startsWith('Tokens with a')) return contender === 'tokens';
        if (text.startsWith('Tokens without')) return contender === 'tokens-stateless';
        return contender.startsWith('sessions-');
      };
      const rows = lookup?.surface?.rows ?? [];
      const own = rows.filter((row) => row.connections === usual && isOwn(row.contender));
      const alike = own.filter(
        ({ againstSessions }) =>
          againstSessions.wholePathCpuUsPerRequest?.verdict === verdictOf(groups.words),
      );
      const isRight = groups.alike !== undefined || alike.length === own.length;
      return { alike: alike.length, measured: isRight ? own.length : Number.NaN };
    },
  },
  {
    pattern: pattern('(?:alone (?<other><number>) of|each of) (?<all><number>) configurations?'),
    figures: (_, __, { lookup }) => {
      const rows = (lookup?.surface?.rows ?? []).filter(
        ({ connections, contender, arm }) =>
          connections === usual && contender !== 'floor' && arm !== 'sessions',
      );
      const other = rows.filter(
        ({ againstSessions: { wholePathCpuUsPerRequest, replicaCpuUsPerRequest } }) =>
          wholePathCpuUsPerRequest?.verdict !== replicaCpuUsPerRequest?.verdict,
      );
      return { other: other.length, all: rows.length };
    },
  },
  {
    pattern: pattern(`(?<=connections: )(?<usual>\\d+), where no number is given.*read ${figures}`),
    figures: (_, __, result) => {
      const row = result.lookup?.surface?.rows.find(({ arm }) => arm === 'floor-aa');
      const measure = 'wholePathCpuUsPerRequest';
      return {
        usual,
        ratio: meanRatio(logsOf(result, ['floor-aa', 'floor'], usual, measure).values()),
        ...intervalOf(row?.againstFloor[measure]),
      };
    },
  },
  { pattern: pattern('\\((?:HS|RS|ES)256, \\w+\\)'), figures: () => ({}) },
  { pattern: pattern('“At 1.5” means 1.5 times'), figures: () => ({}) },
  { pattern: pattern('“At 48” means with 48 connections'), figures: () => ({}) },
  { pattern: pattern('an interval that excludes 1'), figures: () => ({}) },
  {
    pattern: pattern('grey band of this boot, ±(?<noise><number>) %'),
    figures: (_, __, { lookup }) => {
      const row = lookup?.surface?.rows.find(({ arm }) => arm === 'floor-aa');
      const { low, high } = intervalOf(row?.againstFloor.wholePathCpuUsPerRequest);
      return { noise: Math.max(2, 100 * (Math.sqrt(high / low) - 1)) };
    },
  },
  {
    pattern: pattern('CPU per accepted answer with (?<usual><number>) connections'),
    figures: () => ({ usual }),
  },
];
