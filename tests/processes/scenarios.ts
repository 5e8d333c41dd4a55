/** Three days on which the executor does everything it can do: buy; sell, hold and buy; and buy where groups are refused. */
import {
  BOUGHT_ON_THURSDAY,
  BROKEN_TREND,
  FRIDAY,
  MONDAY,
  STOCKS,
  THURSDAY,
} from '../support/monday-folder.ts';
import { tradingFolder, type TradingFolder } from '../support/trading-folder.ts';
import { planSession, startEmulator, tradeSession, type Prepared } from './world.ts';

export type ScenarioName = 'two-entries' | 'exit-and-entry' | 'groups-refused';
export const SCENARIOS: readonly ScenarioName[] = [
  'two-entries',
  'exit-and-entry',
  'groups-refused',
];

export async function prepare(name: ScenarioName): Promise<Prepared> {
  const folder = tradingFolder(STOCKS);
  folder.write('openbell.yaml', BROKEN_TREND);
  const thursday = folder.report(THURSDAY, BOUGHT_ON_THURSDAY);
  if (name === 'exit-and-entry') {
    await liveUntilMonday(folder, thursday);
    return { name, folder, date: MONDAY, behaviour: {} };
  }
  const emulator = await startEmulator(folder.path, `${folder.path}/prices`, THURSDAY);
  await planSession(folder, emulator, THURSDAY, thursday);
  await emulator.stop('SIGTERM');
  const behaviour = name === 'groups-refused' ? { oto: 'refused' } : {};
  return { name, folder, date: THURSDAY, behaviour };
}

async function liveUntilMonday(folder: TradingFolder, thursday: string): Promise<void> {
  const monday = folder.report(MONDAY, [{ ticker: 'NEWS', price: 50 }]);
  const emulator = await startEmulator(folder.path, `${folder.path}/prices`, THURSDAY);
  for (const [date, report] of [
    [THURSDAY, thursday],
    [FRIDAY, null],
  ] as const) {
    await emulator.post('/emulator/time', { to_date: date });
    await planSession(folder, emulator, date, report);
    await tradeSession(folder, emulator, date);
  }
  await emulator.post('/emulator/time', { to_date: MONDAY });
  await planSession(folder, emulator, MONDAY, monday);
  await emulator.stop('SIGTERM');
}
