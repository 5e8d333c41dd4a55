import { simulateBooks } from '../../backtest/run-simulated-books.ts';
import { replayCommand } from '../../live/replay/replay-cli.ts';
import type { Simulate } from '../../live/replay/simulator.ts';
import { runHere } from './backtest-in-process.ts';
import type { Ran } from './built-command.ts';
import { readDayTable } from './day-table.ts';
import { tradingFolder, type TradingFolder } from './trading-folder.ts';

/** The simulator as the umbrella hands it over. */
export const simulate: Simulate = (question) => simulateBooks(question);

/** `replay` with the arguments of its command line, in this process; another simulator may be handed in. */
export function runReplayInProcess(
  args: readonly string[],
  simulator: Simulate = simulate,
): Promise<Ran> {
  return runHere((streams, done) => replayCommand(streams, done, simulator), ...args);
}

/** The market and the reports of a day table, as files; the words are told in `day-table.ts`. */
export function replayFolder(text: string): TradingFolder {
  const table = readDayTable(text);
  const folder = tradingFolder(table.stocks, table.splits);
  folder.write('openbell.yaml', table.config === '' ? '{}\n' : table.config);
  for (const [date, candidates] of table.reports) folder.report(date, candidates);
  return folder;
}

export function replayArguments({ path }: TradingFolder, from: string, to: string): string[] {
  return [
    ...['--from', from, '--to', to],
    ...['--reports-dir', `${path}/reports`, '--prices', `${path}/prices`],
    ...['--config', `${path}/openbell.yaml`],
  ];
}
