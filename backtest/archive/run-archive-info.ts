import { CommandError } from '../../src/domain/outcome.ts';
import { dateOfDayNumber } from '../../src/domain/session-date.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import { blockBytes } from '../../src/contracts/price-archive-file.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { renderArchiveInfo } from '../../src/views/render-archive.ts';
import { isArchive, openPriceArchive } from '../wiring/archive-prices.ts';
import type { InfoOptions } from './archive-cli.ts';

export function runArchiveInfo(options: InfoOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () => inspect(options.archive));
}

/** Every block is read: a damaged one is refused here rather than in the middle of a run. */
function inspect(path: string): CommandResult {
  if (!isArchive(path)) {
    throw new CommandError(
      'usage',
      `there is no archive ${path}`,
      'make one: `openbell archive import --from DIR --archive FILE`',
    );
  }
  const archive = openPriceArchive(path);
  try {
    const { blocks, imports, actions, findings } = archive.index;
    const stocks = Object.keys(blocks) as Ticker[];
    // The volume is in the second part of a block, which is read only when it is asked for.
    const bars = stocks.reduce((sum, ticker) => sum + archive.seriesOf(ticker).volume.length, 0);
    const days = Object.values(blocks);
    const ends = (pick: (block: (typeof days)[number]) => number): number[] => days.map(pick);
    const facts = {
      archive: path,
      stocks: stocks.length,
      bars,
      bytes: days.reduce((sum, block) => sum + blockBytes(block), 0),
      first: days.length === 0 ? null : dateOfDayNumber(Math.min(...ends(({ first }) => first))),
      last: days.length === 0 ? null : dateOfDayNumber(Math.max(...ends(({ last }) => last))),
      actions: actions.length,
      sha256: archive.index.sha256,
      imports,
      findings,
    };
    return {
      outcome: 'done',
      text: (paint) => renderArchiveInfo(facts, paint),
      json: { command: 'archive info', ...facts },
    };
  } finally {
    archive.close();
  }
}
