import { CommandError } from '../../src/domain/outcome.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { strategiesOf } from '../../src/contracts/config.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import { compareBooks, countBook, type ParityBook } from '../../src/rules/parity.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { renderReplay, type ReplayedBook, type ReplayView } from '../../src/views/render-replay.ts';
import { dateOption } from '../session-date-option.ts';
import {
  listFolder,
  openConfiguration,
  openReplayWorld,
  type Configuration,
  type ReplayWorld,
} from '../wiring.ts';
import { explain, notesOf } from './explain-difference.ts';
import {
  findReports,
  liveThroughSessions,
  reportDateOf,
  type FoundReports,
} from './live-through-sessions.ts';
import type { ReplayOptions } from './replay-cli.ts';
import type { Simulate } from './simulator.ts';

/** Twenty years: more is a mistyped year. */
const MOST_SESSIONS = 5_200;

/** The command from its options to its exit code. */
export function runReplay(
  options: ReplayOptions,
  streams: Streams,
  simulate: Simulate,
): Promise<number> {
  return runCommand(options, streams, () => replay(options, streams, simulate));
}

type Span = {
  readonly sessions: readonly SessionDate[];
  readonly first: SessionDate;
  readonly last: SessionDate;
  readonly reportsDir: string;
  readonly prices: string;
  readonly reports: FoundReports;
};

/** The simulator first: it is quick, and refuses what cannot be compared before anything is lived through. */
async function replay(
  options: ReplayOptions,
  streams: Streams,
  simulate: Simulate,
): Promise<CommandResult> {
  const span = spanOf(options);
  const configuration = configurationOf(options);
  const books = booksOf(configuration);
  const simulated = await simulate({
    reportsDir: span.reportsDir,
    prices: span.prices,
    to: span.last,
    reportDates: new Set(
      [...span.reports.bySession.values()].flatMap((file) => reportDateOf(file) ?? []),
    ),
    books: books.map(({ rules }) => rules),
  });
  const { keep } = options;
  const kept = keep === undefined ? {} : { keep };
  const world = await openReplayWorld({
    ...{ configuration, prices: span.prices, to: span.last },
    ...kept,
  });
  try {
    return await compare({ options, streams, span, books, simulated }, world);
  } finally {
    streams.progress?.('');
    world.close();
  }
}

function spanOf({ from, to, reportsDir, prices }: ReplayOptions): Span {
  if (from === undefined || to === undefined || reportsDir === undefined || prices === undefined)
    throw new CommandError(
      'usage',
      'a replay needs a span of sessions, reports and prices',
      'give --from, --to, --reports-dir and --prices, or a recorded run',
    );
  const [begin, end] = [dateOption(from), dateOption(to)];
  const sessions = begin <= end ? sessionsBetween(begin, end) : [];
  const [first, last] = [sessions[0], sessions.at(-1)];
  if (first === undefined || last === undefined || sessions.length > MOST_SESSIONS)
    throw new CommandError(
      'usage',
      `there are ${sessions.length} sessions from ${from} to ${to}`,
      `give a span of 1 to ${MOST_SESSIONS} sessions`,
    );
  const reports = findReports(reportsDir, listFolder(reportsDir), sessions);
  if (reports.bySession.size > 0) return { sessions, first, last, reportsDir, prices, reports };
  throw new CommandError(
    'input-refused',
    `${reportsDir} has no report for a session from ${first} to ${last}`,
    'give the folder of the reports, and a span they are in',
  );
}

/** No manifest is asked: what is compared here is how, not with which numbers. */
function configurationOf({ config }: ReplayOptions): Configuration {
  return openConfiguration(config === undefined ? {} : { config });
}

type NamedBook = { readonly rules: StrategyRules; readonly role: string };

/** Primary and shadow, by the rules live itself reads from the configuration. */
function booksOf({ config }: Configuration): readonly [NamedBook, NamedBook] {
  const { primary, shadow } = strategiesOf(config);
  const slippage = `${shadow.slippagePct} % slippage on both sides`;
  return [
    {
      rules: { ...primary, slippagePct: 0 },
      role: 'executed at the emulator, which fills without slippage: simulated without it',
    },
    { rules: shadow, role: `the shadow book, ${slippage}` },
  ];
}

type Comparison = {
  readonly options: ReplayOptions;
  readonly streams: Streams;
  readonly span: Span;
  readonly books: readonly [NamedBook, NamedBook];
  readonly simulated: readonly ParityBook[];
};

async function compare(comparison: Comparison, world: ReplayWorld): Promise<CommandResult> {
  const { options, streams, span, books, simulated } = comparison;
  const { sessions, reports } = span;
  const lived = await liveThroughSessions(
    {
      sessions,
      reports: reports.bySession,
      onSession: (session, done) => streams.progress?.(`${session}  ${done}/${sessions.length}`),
    },
    world,
  );
  const traded = [...lived.primary.trades, ...lived.shadow.trades];
  const splits = await world.splitsOf([...new Set(traded.map((trade) => ticker(trade.ticker)))]);
  const pairs = [lived.primary, lived.shadow].map((live, at): ReplayedBook => {
    const { rules, role } = books[at] ?? books[0];
    const verdict = compareBooks(live, simulated[at] ?? { trades: [], plans: new Map() });
    const differences = verdict.differences.map((difference) => explain(difference, lived.runs));
    return {
      ...{ strategy: rules.name, role, differences, delisted: verdict.delisted },
      counts: countBook(live, splits),
    };
  });
  const view: ReplayView = {
    ...{ first: span.first, last: span.last, sessions: sessions.length },
    reports: reports.bySession.size,
    leftOut: reports.leftOut,
    books: pairs,
    notes: notesOf(lived.runs),
    kept: options.keep ?? null,
    isComplete: options.verbose === true,
  };
  return present(view);
}

function present(view: ReplayView): CommandResult {
  const { first, last, sessions, reports, leftOut, books, notes, kept } = view;
  const differences = books.reduce((sum, book) => sum + book.differences.length, 0);
  return {
    outcome: differences === 0 ? 'done' : 'unresolved',
    text: (paint) => renderReplay(view, paint),
    json: {
      command: 'replay',
      ...{ from: first, to: last, sessions, reports, left_out: leftOut },
      ...{ differences, books, notes, kept },
    },
  };
}
