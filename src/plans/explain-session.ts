/**
 * Every number behind the plan of one session for one stock. It decides nothing: the plan is made by the rules again,
 * and what they looked at is laid beside what they said.
 */
import { invariant } from '../domain/invariant.ts';
import { lastClose } from '../domain/bar-series.ts';
import type { Candidate } from '../domain/candidate.ts';
import {
  candidateFacts,
  fact,
  type ExplainedFact,
  type ExplainedSection,
} from '../domain/explanation.ts';
import { formatMoney, moneyFromNumber, subtractMoney, type Money } from '../domain/money.ts';
import type { Position } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { PlannedEntry, PlannedExit, SessionPlan } from '../domain/signal.ts';
import type { StrategyRules } from '../domain/strategy.ts';
import type { Ticker } from '../domain/ticker.ts';
import { filterCandidates } from '../rules/candidate-filter.ts';
import { decisionBars } from '../rules/decision-bars.ts';
import { sessionsBetween } from '../rules/market-calendar.ts';
import { pnlOf, weakestPosition } from '../rules/rotation.ts';
import { readTrend } from '../rules/trailing-stop.ts';
import { explainWeeks } from './explain-weeks.ts';
import { planSession, type SessionFacts } from './session-plan.ts';

/** The stock as a candidate and as a position, where it is one; nothing when the plan was not about it. */
export function explainSession(
  facts: SessionFacts,
  rules: StrategyRules,
  ticker: Ticker,
): ExplainedSection[] {
  const plan = planSession(facts, rules);
  const explained = { facts, rules, plan };
  const candidates = facts.candidates.filter((candidate) => candidate.ticker === ticker);
  const positions = facts.book.filter((position) => position.ticker === ticker);
  return [
    ...candidates.flatMap((candidate) => candidateSections(candidate, explained)),
    ...positions.map((position) => positionSection(position, explained)),
  ];
}

type Explained = {
  readonly facts: SessionFacts;
  readonly rules: StrategyRules;
  readonly plan: SessionPlan;
};

function candidateSections(candidate: Candidate, explained: Explained): ExplainedSection[] {
  const { facts, rules, plan } = explained;
  const { admitted, skipped } = filterCandidates(facts.candidates, rules);
  const rank = admitted.indexOf(candidate);
  const refused = skipped.find(({ ticker }) => ticker === candidate.ticker);
  const entry = plan.entries.find((made) => made.candidate === candidate);
  const reason =
    (rank === -1 ? refused : undefined) ??
    plan.skipped.find(
      ({ ticker, score }) => ticker === candidate.ticker && score === candidate.score,
    );
  const row: ExplainedSection = {
    title: `candidate of the report of ${candidate.reportDate}`,
    facts: [
      ...candidateFacts(candidate),
      fact('lowest grade', rules.minGrade, 'trading.min_grade'),
      ...qualityFacts(rules),
      fact('rank', rank === -1 ? 'filtered out' : rank + 1, `of ${admitted.length} admitted`),
    ],
  };
  const before = planBefore(candidate, explained);
  if (entry !== undefined) return [row, entrySection(entry, explained, before)];
  invariant(reason !== undefined, `${candidate.ticker} is neither planned nor skipped`);
  return [row, skipSection(candidate, reason.reason, explained, before)];
}

function qualityFacts({ qualityFilter }: StrategyRules): ExplainedFact[] {
  if (qualityFilter === null) return [fact('quality filter', 'off')];
  const { excludePrice, excludeGapAndScore } = qualityFilter;
  return [
    fact(
      'prices left out',
      excludePrice === null ? 'none' : `${excludePrice.min} to below ${excludePrice.max}`,
    ),
    fact(
      'left out together',
      excludeGapAndScore === null
        ? 'none'
        : `gap from ${excludeGapAndScore.gap} with score from ${excludeGapAndScore.score}`,
    ),
  ];
}

/** The plan as it stood when this candidate was asked: the candidates before it, and no others. */
function planBefore(candidate: Candidate, { facts, rules }: Explained): SessionPlan {
  const { admitted } = filterCandidates(facts.candidates, rules);
  const rank = admitted.indexOf(candidate);
  const candidates = rank === -1 ? [] : admitted.slice(0, rank);
  return planSession({ ...facts, candidates }, rules);
}

function entrySection(
  { candidate, qty, referencePrice, stopPrice }: PlannedEntry,
  explained: Explained,
  before: SessionPlan,
): ExplainedSection {
  const { rules, plan } = explained;
  const rotation = plan.exits.find(({ evidence }) => evidence['madeRoomFor'] === candidate.ticker);
  return {
    title: 'decision: entry',
    facts: [
      ...roomFacts(explained, before),
      ...(rotation === undefined ? [] : rotationFacts(rotation)),
      fact('shares', qty, `floor(${rules.positionSize} / ${formatMoney(referencePrice)})`),
      fact(
        'planned stop',
        formatMoney(stopPrice),
        `${formatMoney(referencePrice)} × (1 − ${rules.stopLossPct} %), rounded down to the tick`,
      ),
    ],
  };
}

function roomFacts({ facts, rules }: Explained, before: SessionPlan): ExplainedFact[] {
  const leaving = before.exits.map(({ position }) => position.ticker);
  const entered = before.entries.map(({ candidate }) => candidate.ticker);
  const room = rules.maxPositions - (facts.book.length - leaving.length) - entered.length;
  const named = (tickers: readonly string[]): string =>
    tickers.length === 0 ? '0' : `${tickers.length} (${tickers.join(' ')})`;
  return [
    fact(
      'room',
      room,
      `max_positions ${rules.maxPositions} − held ${facts.book.length} + leaving ${named(leaving)} − entries before it ${named(entered)}`,
    ),
  ];
}

function rotationFacts({ position, evidence }: PlannedExit): ExplainedFact[] {
  return [
    fact(
      'makes room',
      position.ticker,
      `score ${String(evidence['score'] ?? 'none')} < ${String(evidence['itsScore'])}`,
    ),
    fact(
      'its P&L at the close',
      String(evidence['unrealizedPnl']),
      `as of ${String(evidence['asOf'])}`,
    ),
  ];
}

function skipSection(
  candidate: Candidate,
  reason: string,
  explained: Explained,
  before: SessionPlan,
): ExplainedSection {
  const { facts, rules } = explained;
  const head = fact('skipped', reason);
  switch (reason) {
    case 'capacity_full':
      return {
        title: 'decision: skip',
        facts: [
          head,
          ...roomFacts(explained, before),
          ...noRotation(candidate, explained, before),
          ...holders(explained, before),
        ],
      };
    case 'daily_limit':
      return {
        title: 'decision: skip',
        facts: [
          head,
          fact(
            'entries before it',
            before.entries.length,
            `limit ${String(rules.dailyEntryLimit)}`,
          ),
        ],
      };
    case 'qty_zero':
      return {
        title: 'decision: skip',
        facts: [
          head,
          fact('shares', 0, `floor(${rules.positionSize} / ${String(candidate.price)})`),
        ],
      };
    case 'already_held': {
      const held = facts.book.find(({ ticker }) => ticker === candidate.ticker);
      const since =
        held === undefined ? 'entered by a candidate before it' : `held since ${held.entryDate}`;
      return { title: 'decision: skip', facts: [head, fact('why', since)] };
    }
    default:
      return { title: 'decision: skip', facts: [head] };
  }
}

/** Why no position made room: the weakest that could have, and what was compared. */
function noRotation(
  candidate: Candidate,
  explained: Explained,
  before: SessionPlan,
): ExplainedFact[] {
  if (!explained.rules.rotation) return [fact('rotation', 'off')];
  const done = before.exits.find(({ reason }) => reason === 'rotated_out');
  if (done !== undefined)
    return [
      fact(
        'rotation',
        'used',
        `${done.position.ticker} went for ${String(done.evidence['madeRoomFor'])}`,
      ),
    ];
  const weakest = weakestPosition(staying(explained, before), closesOf(explained));
  if (weakest === undefined) return [fact('rotation', 'none', 'no position is at a loss')];
  const { position, unrealizedPnl } = weakest;
  return [
    fact('weakest position', position.ticker, pnlText(position, closesOf(explained))),
    fact('its P&L at the close', formatMoney(unrealizedPnl)),
    fact(
      'its score',
      position.score,
      `the candidate has ${candidate.score ?? 'none'}: not greater`,
    ),
  ];
}

function holders(explained: Explained, before: SessionPlan): ExplainedFact[] {
  const closeOf = closesOf(explained);
  return staying(explained, before).map((position) =>
    fact(`holds a place: ${position.ticker}`, pnlAt(position, closeOf), pnlText(position, closeOf)),
  );
}

function staying({ facts }: Explained, before: SessionPlan): readonly Position[] {
  const leaving = new Set(before.exits.map(({ position }) => position.ticker));
  return facts.book.filter(
    ({ ticker, entryDate }) =>
      !leaving.has(ticker) && entryDate !== facts.tradeDate && facts.disputed?.has(ticker) !== true,
  );
}

function closesOf({ facts, rules }: Explained): (ticker: Ticker) => number | undefined {
  return (ticker) => lastClose(decisionBars(facts.market, ticker, facts.asOf, rules.lookbackDays));
}

function pnlAt(position: Position, closeOf: (ticker: Ticker) => number | undefined): string | null {
  const close = closeOf(position.ticker);
  return close === undefined ? null : formatMoney(pnlOf(position, moneyFromNumber(close)));
}

function pnlText(position: Position, closeOf: (ticker: Ticker) => number | undefined): string {
  const close = closeOf(position.ticker);
  const { shares, entryPrice } = position;
  return close === undefined
    ? 'no close is known'
    : `${shares} × (${close} − ${formatMoney(entryPrice)})`;
}

function positionSection(position: Position, explained: Explained): ExplainedSection {
  const { facts, rules, plan } = explained;
  const { ticker, entryDate } = position;
  const exit = plan.exits.find((made) => made.position.positionId === position.positionId);
  const verdict = plan.verdicts.find((judged) => judged.ticker === ticker)?.verdict;
  const closeOf = closesOf(explained);
  const trendOf = (session: SessionDate) =>
    readTrend(
      decisionBars(facts.market, ticker, session, rules.lookbackDays),
      session,
      rules.trailing,
    );
  const { kind, period } = rules.trailing;
  return {
    title: `position since ${entryDate}`,
    facts: [
      fact('shares', position.shares),
      fact('entry', formatMoney(position.entryPrice)),
      fact('stop', formatMoney(position.stopPrice), stopText(position)),
      fact('P&L at the close', pnlAt(position, closeOf), pnlText(position, closeOf)),
      fact('trailing stop', `${kind} ${period}`, `after ${rules.transitionWeeks} completed weeks`),
      fact('verdict', verdict?.verdict ?? null, `as of ${facts.asOf}`),
      fact('close', verdict?.close ?? null),
      fact('indicator', verdict?.indicator ?? null),
      fact('completed weeks', verdict?.completedWeeks ?? null),
      ...exitFacts(exit),
    ],
    weeks: explainWeeks(sessionsBetween(entryDate, facts.asOf), trendOf, {
      entryDate,
      transitionWeeks: rules.transitionWeeks,
    }),
  };
}

function stopText({ entryPrice, stopPrice }: Position): string {
  const below: Money = subtractMoney(entryPrice, stopPrice);
  return `${formatMoney(below)} below the entry`;
}

function exitFacts(exit: PlannedExit | undefined): ExplainedFact[] {
  if (exit === undefined) return [fact('decision', 'stays')];
  return [
    fact('decision', `exit: ${exit.reason}`),
    ...Object.entries(exit.evidence).map(([name, value]) => fact(`evidence: ${name}`, value)),
  ];
}
