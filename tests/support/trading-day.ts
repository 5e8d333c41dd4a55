import { signalFile, type TradingFolder } from './trading-folder.ts';
import type { Ran } from './built-command.ts';

export type Run = (
  command: 'signal-generator' | 'executor',
  args: readonly string[],
  cwd: string,
) => Promise<Ran>;

/** The command line that plans a session: from its report, or exits only. */
export function planArguments(date: string, report: string | null): readonly string[] {
  const source = report === null ? ['--no-report'] : ['--report-file', report];
  return [...source, '--trade-date', date, '--prices', 'prices'];
}

export function executeArguments(date: string): readonly string[] {
  return ['--signals-file', signalFile(date)];
}

/** Both commands of one session, one after the other. */
export async function tradeDay(
  run: Run,
  folder: TradingFolder,
  date: string,
  report: string | null = null,
): Promise<{ readonly planned: Ran; readonly executed: Ran }> {
  const planned = await run('signal-generator', planArguments(date, report), folder.path);
  return { planned, executed: await run('executor', executeArguments(date), folder.path) };
}
