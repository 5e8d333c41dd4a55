import { Command } from 'commander';

import type { Streams } from '../../src/terminal/command-shell.ts';

export type ImportOptions = {
  readonly from: string;
  readonly archive: string;
  readonly tickers?: string;
  readonly start?: string;
  readonly end?: string;
  readonly run?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
};

export type InfoOptions = {
  readonly archive: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
};

const DEFAULT_ARCHIVE = 'prices.archive';

/** `archive`: prices imported once, then read in milliseconds. */
export function archiveCommand(streams: Streams, done: (code: number) => void): Command {
  return new Command('archive')
    .description('Keep daily bars in one compact file, with where they came from and what changed.')
    .addCommand(importCommand(streams, done))
    .addCommand(infoCommand(streams, done));
}

function importCommand(streams: Streams, done: (code: number) => void): Command {
  return new Command('import')
    .description('Merge prices into the archive, and say which old bars they change.')
    .requiredOption('--from <source>', 'a folder of TICKER.csv files, alpaca, or fmp')
    .option('--archive <file>', 'the archive; it is made when it is not there', DEFAULT_ARCHIVE)
    .option('--tickers <list>', 'only these, with commas between (needed for alpaca and fmp)')
    .option('--start <date>', 'from this session (alpaca and fmp)', '2016-01-01')
    .option('--end <date>', 'up to this session (alpaca and fmp; default: the last one)')
    .option('--run <dir>', 'a backtest of these prices: also list its trades that would differ')
    .option('--json', 'print one JSON document')
    .option('-v, --verbose', 'say more about errors')
    .addHelpText('after', IMPORT_HELP)
    .action(async (options: ImportOptions) => {
      const { runArchiveImport } = await import('./run-archive-import.ts');
      done(await runArchiveImport(options, streams));
    });
}

function infoCommand(streams: Streams, done: (code: number) => void): Command {
  return new Command('info')
    .description('What is in the archive and where it came from; reads every block.')
    .option('--archive <file>', 'the archive', DEFAULT_ARCHIVE)
    .option('--json', 'print one JSON document')
    .option('-v, --verbose', 'say more about errors')
    .action(async (options: InfoOptions) => {
      const { runArchiveInfo } = await import('./run-archive-info.ts');
      done(await runArchiveInfo(options, streams));
    });
}

const IMPORT_HELP = `
A bar that the archive has otherwise is replaced and listed, with the weekly verdicts that come out
otherwise by it. Bars that the source does not have any more are kept and listed.

Exit codes: 0 done · 2 usage · 5 input refused · 7 source unreachable · 8 disk · 1 a bug

Examples:
  openbell archive import --from prices/ --archive prices.archive
  openbell backtest --reports-dir reports/ --prices prices.archive --max-positions 20`;
