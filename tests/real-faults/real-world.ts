/** The account that lives through real bars and real announcement days, and what the market and the reports are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { findReports } from '../../live/replay/live-through-sessions.ts';
import { createCsvPriceSource } from '../../src/adapters/prices/csv-price-source.ts';
import { keepPrices } from '../../src/adapters/prices/kept-price-source.ts';
import { createPaperMarket } from '../../src/adapters/prices/paper-market.ts';
import { sessionDate, type SessionDate } from '../../src/domain/session-date.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import { instantOf } from '../campaign/scenario.ts';
import { configOf, newWorld, type World } from '../campaign/world.ts';
import type { MildFaults } from './mild-faults.ts';

export type Span = {
  /** A folder with `prices/` and `reports/`. */
  readonly data: string;
  readonly from: string;
  readonly to: string;
};

export type RealSessions = {
  readonly dates: readonly SessionDate[];
  /** Path of the report of a session. */
  readonly reports: ReadonlyMap<SessionDate, string>;
};

const CASH = 250_000;
const PARTIAL_FILLS = 0.1;

export function sessionsOf({ data, from, to }: Span): RealSessions {
  const dates = sessionsBetween(sessionDate(from), sessionDate(to));
  const folder = join(data, 'reports');
  return { dates, reports: findReports(folder, readdirSync(folder), dates).bySession };
}

/** With `hasFaults` orders fill in parts, too, and the broker can show what was. */
export function openRealWorld(
  { data, from, to }: Span,
  effects: MildFaults,
  hasFaults: boolean,
): Promise<World> {
  const folder = join(data, 'prices');
  const prices = keepPrices(createCsvPriceSource(folder), sessionDate(to));
  const market = { market: createPaperMarket(folder), prices, splits: [] };
  const behaviour = hasFaults ? { partialFillChance: PARTIAL_FILLS } : {};
  return newWorld(
    { market, config: configOf({}), effects, keepsPast: hasFaults },
    { now: instantOf(`${from} 09:05`), cash: CASH, behaviour },
  );
}

/** Puts the report where the command looks for it, and says where. */
export function layOut({ files }: World, source: string): string {
  const path = `reports/${source.split('/').at(-1) ?? ''}`;
  files.set(path, readFileSync(source, 'utf8'));
  return path;
}
