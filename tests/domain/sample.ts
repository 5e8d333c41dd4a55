/** Domain values for tests: every builder gives a complete, unremarkable value, and a test names only what it is about. */
import type { Candidate } from '../../src/domain/candidate.ts';
import { parseMoney, type Money } from '../../src/domain/money.ts';
import type { BrokerOrder, JournalOrder, OrderRequest } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { ticker } from '../../src/domain/ticker.ts';

export function dollars(text: string): Money {
  const money = parseMoney(text);
  if (money === undefined) throw new Error(`not money: ${text}`);
  return money;
}

export function candidate(name: string, facts: Partial<Candidate> = {}): Candidate {
  return {
    ticker: ticker(name),
    score: 80,
    grade: 'B',
    gradeSource: 'html',
    price: 100,
    gapSize: 5,
    companyName: null,
    reportDate: sessionDate('2015-10-23'),
    ...facts,
  };
}

export function position(name: string, facts: Partial<Position> = {}): Position {
  return {
    positionId: 1,
    ticker: ticker(name),
    entryDate: sessionDate('2015-01-05'),
    entryPrice: dollars('100.00'),
    shares: 100,
    stopPrice: dollars('90.00'),
    stopOrderId: null,
    score: 80,
    grade: 'B',
    gradeSource: 'html',
    reportDate: sessionDate('2015-01-05'),
    companyName: null,
    gapSize: 5,
    plannedExit: null,
    ...facts,
  };
}

export function rules(choices: Partial<StrategyRules> = {}): StrategyRules {
  return {
    name: 'ema_p10',
    trailing: { kind: 'weekly_ema', period: 10 },
    transitionWeeks: 2,
    maxPositions: 20,
    positionSize: 10_000,
    stopLossPct: 10,
    slippagePct: 0.5,
    maxHoldingDays: null,
    stopMode: 'intraday',
    entryMode: 'report_open',
    rotation: true,
    dailyEntryLimit: null,
    minGrade: 'D',
    lookbackDays: 400,
    qualityFilter: null,
    ...choices,
  };
}

export function journalOrder(facts: Partial<JournalOrder> = {}): JournalOrder {
  return {
    orderId: 1,
    clientOrderId: '20151023_AMZN_entry_buy',
    brokerOrderId: null,
    ticker: ticker('AMZN'),
    side: 'buy',
    intent: 'entry',
    tradeDate: sessionDate('2015-10-23'),
    positionId: null,
    qty: 16,
    filledQty: 0,
    fillPrice: null,
    status: 'new',
    plannedStopPrice: dollars('555.91'),
    rejectReason: null,
    payloadHash: 'hash',
    runId: 'run-1',
    ...facts,
  };
}

export function brokerOrder(facts: Partial<BrokerOrder> = {}): BrokerOrder {
  const status = facts.status ?? 'new';
  return {
    id: 'b-1',
    clientOrderId: '20151023_AMZN_entry_buy',
    symbol: 'AMZN',
    side: 'buy',
    type: 'market',
    timeInForce: 'gtc',
    orderClass: 'simple',
    status,
    rawStatus: status,
    qty: 16,
    filledQty: 0,
    filledAvgPrice: null,
    limitPrice: null,
    stopPrice: null,
    submittedAt: '2015-10-23T13:05:00Z',
    filledAt: null,
    expiresAt: null,
    replaces: null,
    replacedBy: null,
    legs: [],
    ...facts,
  };
}

export function orderRequest(facts: Partial<OrderRequest> = {}): OrderRequest {
  return {
    clientOrderId: '20151023_AMZN_entry_buy',
    symbol: ticker('AMZN'),
    side: 'buy',
    qty: 16,
    type: 'market',
    timeInForce: 'gtc',
    orderClass: 'oto',
    stopPrice: null,
    stopLossPrice: dollars('555.91'),
    ...facts,
  };
}
