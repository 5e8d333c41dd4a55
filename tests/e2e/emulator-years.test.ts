/**
 * Five years of real sessions at the paper broker, with their splits and dividends: orders of every kind by the throw of
 * a dice, and a second set of books that must agree after every session.
 */
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { createEngine } from '../../live/emulator/engine.ts';
import { createPaperMarket } from '../../src/adapters/prices/paper-market.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { createPaperBroker } from '../../src/paper-broker/paper-state.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import { openLedger } from '../paper-broker/ledger.ts';
import { at, dollars } from '../paper-broker/paper-world.ts';
import { anyCommand, dice, type Bench } from '../paper-broker/random-commands.ts';
import { realData } from '../support/raw-bars.ts';

/** Most of them split in these years. */
const SYMBOLS = [
  'AAPL',
  'AOS',
  'APH',
  'CELG',
  'CMCSA',
  'CRM',
  'CTSH',
  'EOG',
  'GOOGL',
  'KR',
  'MA',
  'MNST',
  'NFLX',
  'NKE',
  'PPG',
  'ROST',
  'SBUX',
  'UNP',
  'AMZN',
  'ABT',
] as const;
const COMMANDS_AT = ['09:15', '09:31', '11:00', '15:45', '16:30'];
const COMMANDS_EACH = 2;

describe.skipIf(realData === undefined)('five years of real sessions', () => {
  it.each([
    ['a tidy market', {}],
    ['a market with faults', { partialFillChance: 0.1, cancelDwell: 60_000, dividends: 'paid' }],
  ] as const)('with random orders break no invariant, in %s', (name, behaviour) => {
    const sessions = sessionsBetween(sessionDate('2013-02-08'), sessionDate('2018-02-07'));
    const market = createPaperMarket(join(realData ?? '', 'prices'));
    const state = createPaperBroker({
      now: at('2013-02-08', '09:00'),
      cash: dollars('250000'),
      multiplier: 2,
      accountNumber: 'PA1',
      seed: 'years',
      behaviour,
    });
    const engine = createEngine({ state, market });
    let today = sessions[0];
    const bench: Bench = {
      state,
      market,
      symbols: SYMBOLS,
      roll: dice(20130208),
      priceOf: (symbol) => (today === undefined ? undefined : market.bar(symbol, today)?.close),
    };
    const ledger = openLedger(state.cash);
    const wrong: string[] = [];
    const check = (...outcome: Parameters<typeof ledger.check>): void => {
      wrong.push(...ledger.check(...outcome).map((what) => `${today ?? ''}: ${what}`));
    };
    for (const date of sessions) {
      today = date;
      for (const time of COMMANDS_AT) {
        check(state, { kind: 'time', events: engine.advanceTo(at(date, time)) });
        for (let each = 0; each < COMMANDS_EACH; each += 1) check(state, anyCommand(bench));
      }
      if (wrong.length > 0) break;
    }
    expect(wrong).toEqual([]);
    expect(ledger.checkAll(state)).toEqual([]);
    const lived = (what: string): number => ledger.seen.get(what) ?? 0;
    const fills = state.activities.filter(({ kind }) => kind === 'fill').length;
    process.stdout.write(
      `emulator, ${name}: ${sessions.length} sessions, ${Object.keys(state.orders).length} orders, ` +
        `${fills} fills, ${lived('split')} splits, ${lived('dividend')} dividends\n`,
    );
    expect(sessions).toHaveLength(1259);
    expect(fills).toBeGreaterThan(2_000);
    expect(lived('split')).toBeGreaterThan(8);
  });
});
