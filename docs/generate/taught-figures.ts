import type { Agreement } from '../../bench/gallery/agreement.ts';
import {
  type CellStatement,
  faultStatements,
  ledgerStatements,
  raceStatements,
  revocationStatements,
} from '../../bench/gallery/classes.ts';
import { type KeptRun, whyNotCounted } from '../../bench/gallery/kept-run.ts';
import { pairsInRuns } from '../../bench/gallery/pairs.ts';
import { type Marks, withMarkedPart } from '../../bench/report/answer/readme.ts';
import { enumerate, name, ratio } from '../../bench/report/format.ts';
import { wrap } from '../../bench/report/terminal/table.ts';
import { table } from './page.ts';

/** What the kept runs say about one contender. */
interface Finding {
  readonly says: string;
  readonly agreement: Agreement;
}

interface Question {
  /** The chapter as a link. */
  readonly chapter: string;
  readonly question: string;
  readonly contenders: readonly string[];
  /** Throws where no kept run has the case: then the page must not speak of it. */
  readonly findingOn: (contender: string) => Finding;
}

const marks: Marks = { from: '<!-- figures: begin -->', to: '<!-- figures: end -->' };

/**
 * `docs/instructor.md` with the figures that an instructor quotes. Each of them follows from the kept runs.
 * @throws Error when the page lacks a mark, or when no kept run has a case that the table asks for
 */
export function withTaughtFigures(page: string, runs: readonly KeptRun[]): string {
  const bench = `\`make bench\` in the default profile took ${benchMinutes(runs)}.`;
  return withMarkedPart(page, marks, [taughtTable(runs), '', ...wrap(bench, 118)].join('\n'));
}

function taughtTable(runs: readonly KeptRun[]): string {
  const rows = questionsTo(runs).flatMap(({ chapter, question, contenders, findingOn }) =>
    contenders.map((contender, index) => {
      const { says, agreement } = findingOn(contender);
      const begins = index === 0 ? [chapter, question] : ['', ''];
      return [...begins, name(contender), says, `${agreement.holds} of ${agreement.of}`];
    }),
  );
  return table(['chapter', 'question', 'contender', 'what the runs say', 'on'], rows);
}

function questionsTo(runs: readonly KeptRun[]): Question[] {
  const faults = faultStatements(runs);
  const revocations = revocationStatements(runs);
  const ledger = ledgerStatements(runs);
  return [
    {
      chapter: '[1](01-run-it.md)',
      question: 'Redis has lost its data. Who is misjudged?',
      contenders: ['sessions', 'tokens', 'tokens-pushed'],
      findingOn: (contender) => saidOf(faults, contender, 'redis-restarted-empty'),
    },
    {
      chapter: '[7](07-lookup.md)',
      question: 'How many round trips to Redis does a request make?',
      contenders: ['sessions', 'sessions-hardened', 'tokens', 'tokens-stateless'],
      findingOn: (contender) => saidOf(ledger, contender, 'round trips'),
    },
    {
      chapter: '[7](07-lookup.md)',
      question: 'What does a request cost, compared with one of `sessions`? (CPU, whole path)',
      contenders: ['tokens', 'tokens-stateless', 'tokens-hs256'],
      findingOn: costIn(runs),
    },
    {
      chapter: '[8](08-logout.md)',
      question: 'How long does the credential work after a logout?',
      contenders: ['sessions', 'tokens', 'tokens-stateless'],
      findingOn: (contender) => saidOf(revocations, contender, 'logout'),
    },
    {
      chapter: '[8](08-logout.md)',
      question: 'Does a write beside the logout bring it back?',
      contenders: ['sessions', 'sessions-hardened', 'tokens'],
      findingOn: racesIn(runs),
    },
    {
      chapter: '[11](11-everybody-out.md)',
      question: 'How long does the old role work after a demotion?',
      contenders: ['sessions', 'tokens'],
      findingOn: (contender) => saidOf(revocations, contender, 'demoted'),
    },
    {
      chapter: '[14](14-replicas.md)',
      question: 'A replica is killed. Who is misjudged?',
      contenders: ['sessions', 'sessions-sticky', 'tokens'],
      findingOn: (contender) => saidOf(faults, contender, 'replica-killed'),
    },
    {
      chapter: '[17](17-redis-hangs.md)',
      question: 'Redis hangs. Who is misjudged?',
      contenders: ['sessions', 'tokens', 'tokens-fail-open'],
      findingOn: (contender) => saidOf(faults, contender, 'redis-frozen'),
    },
  ];
}

/** The words of the gallery that need its own table around them. */
const inFull: ReadonlyMap<string, string> = new Map([['neither', 'misjudges nobody']]);

function saidOf(
  statements: readonly CellStatement[],
  contender: string,
  situation: string,
): Finding {
  const statement = statements.find(
    (each) => each.contender === contender && each.situation === situation,
  );
  const says = statement?.agreement.says ?? null;
  if (statement === undefined || says === null) {
    throw new Error(`no kept run that counts has ${contender} under ${situation}`);
  }
  return { says: inFull.get(says) ?? says, agreement: statement.agreement };
}

/** A contender ÷ sessions by the CPU of the whole path: the smallest and the largest ratio of the runs that count. */
function costIn(runs: readonly KeptRun[]): Question['findingOn'] {
  const { ofContenders } = pairsInRuns(runs);
  return (contender) => {
    const cost = ofContenders
      .find(({ a, b }) => a === contender && b === 'sessions')
      ?.byCost.find(({ metric }) => metric === 'wholePathCpuUsPerRequest');
    const ratios = (cost?.runs ?? []).flatMap(({ comparison, notCounted }) =>
      comparison === null || notCounted !== null ? [] : [comparison.ratio],
    );
    if (cost === undefined || ratios.length === 0) throw new Error(`no cost of ${contender}`);
    const range = `${ratio(Math.min(...ratios))} to ${ratio(Math.max(...ratios))} times as much`;
    return { says: `${cost.agreement.says}: ${range}`, agreement: cost.agreement };
  };
}

/** How often a write brought a credential back, in the races of all runs that count together. */
function racesIn(runs: readonly KeptRun[]): Question['findingOn'] {
  const statements = raceStatements(runs);
  const races = runs
    .filter(({ result }) => whyNotCounted(result, 'revocation') === null)
    .flatMap(({ result }) => result.revocation?.races ?? [])
    .filter(({ inFlight }) => inFlight === 'write');
  return (contender) => {
    const { says, agreement } = saidOf(statements, contender, 'a write');
    const own = races.filter((race) => race.contender === contender);
    const back = own.reduce((total, { cameBack }) => total + cameBack, 0);
    const all = own.reduce((total, race) => total + race.races, 0);
    return { says: `${says}: in ${back} of ${all} races`, agreement };
  };
}

/** How long the bench took in the default profile: minutes, rounded up, by the stack. */
function benchMinutes(runs: readonly KeptRun[]): string {
  const stacks = Map.groupBy(runs, ({ result }) => result.environment.driver);
  const parts = (['native', 'compose'] as const).flatMap((driver) => {
    const minutes = (stacks.get(driver) ?? []).map(({ result }) =>
      Math.ceil(result.run.durationMs / 60_000),
    );
    const where = driver === 'native' ? 'with plain processes' : 'in containers';
    const range = `about ${Math.min(...minutes)} to ${Math.max(...minutes)} minutes`;
    return minutes.length === 0 ? [] : [`${range} ${where} (${minutes.length} kept runs)`];
  });
  return enumerate(parts);
}
