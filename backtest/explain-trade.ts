/** Every number behind one simulated trade: its candidate, its size, its stop, each week's verdict and its end. */
import type { Candidate } from '../src/domain/candidate.ts';
import {
  candidateFacts,
  fact,
  type ExplainedFact,
  type ExplainedSection,
} from '../src/domain/explanation.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import { ticker as tickerOf, type Ticker } from '../src/domain/ticker.ts';
import { explainWeeks } from '../src/plans/explain-weeks.ts';
import { filterCandidates } from '../src/rules/candidate-filter.ts';
import type { Trade } from '../src/rules/trade-rounding.ts';
import type { Simulation } from './simulated-book.ts';
import type { SimulationResult } from './simulation-result.ts';

export type Simulated<Price extends number> = {
  readonly simulation: Simulation<Price>;
  readonly candidates: readonly Candidate[];
  readonly result: SimulationResult;
};

export function explainTrade<Price extends number>(
  trade: Trade,
  simulated: Simulated<Price>,
): ExplainedSection[] {
  const candidate = simulated.candidates.find(
    ({ ticker, reportDate }) => ticker === trade.ticker && reportDate === trade.reportDate,
  );
  return [
    ...(candidate === undefined ? [] : [candidateSection(candidate, simulated)]),
    entrySection(trade, candidate, simulated.simulation),
    heldSection(trade, simulated.simulation),
    exitSection(trade, simulated),
  ];
}

export function candidateSection<Price extends number>(
  candidate: Candidate,
  { candidates, simulation: { rules } }: Simulated<Price>,
): ExplainedSection {
  const ofReport = candidates.filter(({ reportDate }) => reportDate === candidate.reportDate);
  const { admitted } = filterCandidates(ofReport, rules);
  const rank = admitted.indexOf(candidate);
  return {
    title: `candidate of the report of ${candidate.reportDate}`,
    facts: [
      ...candidateFacts(candidate),
      fact('lowest grade', rules.minGrade, 'min_grade'),
      fact('rank', rank === -1 ? 'filtered out' : rank + 1, `of ${admitted.length} admitted`),
    ],
  };
}

function entrySection<Price extends number>(
  trade: Trade,
  candidate: Candidate | undefined,
  { history, rules, profile }: Simulation<Price>,
): ExplainedSection {
  const { pricing, sizeOn } = profile;
  const open = history.barOn(tickerOf(trade.ticker), trade.entryDate)?.open ?? null;
  const reference = sizeOn === 'fill' ? open : (candidate?.price ?? null);
  const size = fact(
    'shares',
    reference === null
      ? null
      : pricing.sharesFor(rules.positionSize, pricing.fromDollars(reference)),
    `floor(${rules.positionSize} / ${reference ?? 'none'}), sized on the ${sizeOn === 'fill' ? 'fill' : "report's price"}`,
  );
  const stop =
    open === null
      ? null
      : pricing.toDollars(pricing.stopFor(pricing.fromDollars(open), rules.stopLossPct));
  return {
    title: `entry on ${trade.entryDate}`,
    facts: [
      fact('fill', open, 'the open'),
      size,
      fact('stop', stop, `${open ?? 'none'} × (1 − ${rules.stopLossPct} %)`),
    ],
  };
}

function heldSection<Price extends number>(
  { ticker: name, entryDate, exitDate, holdingDays }: Trade,
  { history, rules }: Simulation<Price>,
): ExplainedSection {
  const ticker = tickerOf(name);
  const sessions = history.sessions.filter((date) => date >= entryDate && date < exitDate);
  const { kind, period } = rules.trailing;
  return {
    title: 'held',
    facts: [
      fact('days', holdingDays, `${entryDate} to ${exitDate}`),
      fact('trailing stop', `${kind} ${period}`, `after ${rules.transitionWeeks} completed weeks`),
      ...splitsOf(ticker, [entryDate, exitDate], history).map(({ exDate, ratio }) =>
        fact('split', ratio, `new shares for one old on ${exDate}`),
      ),
    ],
    weeks: explainWeeks(sessions, (session) => history.trendOf(ticker, session), {
      entryDate,
      transitionWeeks: rules.transitionWeeks,
    }),
  };
}

/** Splits after the first date, up to and with the last. */
export function splitsOf<Price extends number>(
  ticker: Ticker,
  [after, to]: readonly [SessionDate, SessionDate],
  history: Simulation<Price>['history'],
) {
  return history.sessions
    .filter((date) => date > after && date <= to)
    .flatMap((date) => history.splitsOn(date).filter((split) => split.ticker === ticker));
}

function exitSection<Price extends number>(
  trade: Trade,
  { simulation, result }: Simulated<Price>,
): ExplainedSection {
  const { history, rules, commission } = simulation;
  const bar = history.barOn(tickerOf(trade.ticker), trade.exitDate);
  const cost = commission === 0 ? '' : ` − ${2 * commission}`;
  return {
    title: `exit on ${trade.exitDate}: ${trade.exitReason}`,
    facts: [
      ...(bar === undefined
        ? [fact('bar', 'none that day')]
        : [fact('open', bar.open), fact('low', bar.low), fact('close', bar.close)]),
      fact('fill', trade.exitPrice, howFilled(trade, rules.slippagePct)),
      ...rotationFacts(trade, result),
      fact('P&L', trade.pnl, `${trade.shares} × (${trade.exitPrice} − ${trade.entryPrice})${cost}`),
      fact('return %', trade.returnPct),
    ],
  };
}

function howFilled({ exitReason }: Trade, slippagePct: number): string {
  switch (exitReason) {
    case 'stop_loss':
      return `the stop, or the open below it, × (1 − ${slippagePct} %)`;
    case 'end_of_data':
    case 'delisted':
      return 'the last close';
    case 'trend_break':
    case 'max_holding':
    case 'rotated_out':
    case 'manual':
      return `the open × (1 − ${slippagePct} %)`;
  }
}

function rotationFacts(trade: Trade, { trades }: SimulationResult): ExplainedFact[] {
  if (trade.exitReason !== 'rotated_out') return [];
  return trades
    .filter(({ entryDate }) => entryDate === trade.exitDate)
    .map(({ ticker, score }) =>
      fact(
        'entered that day',
        ticker,
        `score ${score ?? 'none'}, its own was ${trade.score ?? 'none'}`,
      ),
    );
}
