/** The archive's file on the disk: read block by block as stocks are asked for, written anew as a whole. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';

import { EMPTY_SERIES, type BarSeries } from '../../domain/bar-series.ts';
import { dayNumber } from '../../domain/session-date.ts';
import { CALENDAR_FIRST, CALENDAR_LAST, sessionsBetween } from '../../rules/market-calendar.ts';
import { CommandError } from '../../domain/outcome.ts';
import type { Ticker } from '../../domain/ticker.ts';
import {
  ARCHIVE_MAGIC,
  decodeDeciding,
  decodeShown,
  encodeBlock,
  parseIndex,
  parseTrailer,
  partLengths,
  renderIndex,
  renderTrailer,
  TRAILER_LENGTH,
  type ArchiveBlock,
  type ArchiveIndex,
} from '../../contracts/price-archive-file.ts';
import { replaceAtomically } from '../files/write-atomically.ts';
import { ArchivedSeries } from './archived-series.ts';

export type PriceArchive = {
  readonly index: ArchiveIndex;
  /** Empty for a stock the archive does not know. A block whose bytes have changed is refused. */
  readonly seriesOf: (ticker: Ticker) => BarSeries;
  readonly close: () => void;
};

type OpenArchive = {
  readonly file: number;
  readonly path: string;
  readonly calendar: Int32Array;
};

/** A folder is no archive; whatever else is there is taken for one and refused by `openPriceArchive` if it is not. */
export function isArchive(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

export function openPriceArchive(path: string): PriceArchive {
  const file = openSync(path, 'r');
  try {
    const index = readIndex(file, path);
    const calendar = readCalendar(file, path, index);
    return {
      index,
      seriesOf: (ticker) => {
        const block = Object.hasOwn(index.blocks, ticker) ? index.blocks[ticker] : undefined;
        return block === undefined
          ? EMPTY_SERIES
          : readBlock({ file, path, calendar }, ticker, block);
      },
      close: () => {
        closeSync(file);
      },
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function readIndex(file: number, path: string): ArchiveIndex {
  const { size } = fstatSync(file);
  const magic = readAt(file, 0, Math.min(size, ARCHIVE_MAGIC.length)).toString('latin1');
  if (magic !== ARCHIVE_MAGIC) throw refused(path, 'it is no price archive');
  const trailer = parseTrailer(readAt(file, size - TRAILER_LENGTH, TRAILER_LENGTH).toString());
  if (trailer === undefined || trailer.offset + trailer.length + TRAILER_LENGTH !== size)
    throw refused(path, 'its end is missing');
  const index = parseIndex(readAt(file, trailer.offset, trailer.length).toString('utf8'));
  if (typeof index === 'string') throw refused(path, index);
  return index;
}

function readCalendar(file: number, path: string, { calendar }: ArchiveIndex): Int32Array {
  const length = calendar.days * Int32Array.BYTES_PER_ELEMENT;
  const bytes = readAt(file, calendar.offset, length);
  if (bytes.length !== length || crc32(bytes) !== calendar.crc32)
    throw refused(path, 'its calendar is not the one that was written');
  return new Int32Array(bytes.buffer, bytes.byteOffset, calendar.days);
}

function readBlock(open: OpenArchive, ticker: Ticker, block: ArchiveBlock): BarSeries {
  const { first, second } = partLengths(block);
  const read = (part: 0 | 1): Buffer => {
    const [offset, length] = part === 0 ? [0, first] : [first, second];
    const bytes = readAt(open.file, block.offset + offset, length);
    if (bytes.length !== length || crc32(bytes) !== block.crc32[part])
      throw refused(open.path, `the bars of ${ticker} are not those that were written`);
    return bytes;
  };
  return new ArchivedSeries(decodeDeciding(read(0), block, open.calendar), () =>
    decodeShown(read(1), block),
  );
}

/** In memory of its own, so that columns can be laid over it. */
function readAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  const read = readSync(file, bytes, 0, length, offset);
  return read === length ? bytes : bytes.subarray(0, read);
}

function refused(path: string, problem: string): CommandError {
  return new CommandError(
    'input-refused',
    `the price archive ${path} cannot be read: ${problem}`,
    'move it away and import its prices again: `openbell archive import --from DIR --archive FILE`',
  );
}

export type ArchiveContent = Omit<
  ArchiveIndex,
  'schema_version' | 'calendar' | 'blocks' | 'sha256'
>;

/**
 * Writes the stocks as they come, one in memory at a time. The old archive stays until the new one is whole. `content` is
 * asked for when all stocks are written.
 */
export function writePriceArchive(
  path: string,
  stocks: Iterable<readonly [Ticker, BarSeries]>,
  content: () => ArchiveContent,
): void {
  replaceAtomically(path, (file) => {
    const blocks: Record<string, ArchiveBlock> = {};
    const hash = createHash('sha256');
    writeFileSync(file, ARCHIVE_MAGIC);
    const days = Int32Array.from(sessionsBetween(CALENDAR_FIRST, CALENDAR_LAST), dayNumber);
    const dayBytes = new Uint8Array(days.buffer);
    writeFileSync(file, dayBytes);
    const calendar = { offset: ARCHIVE_MAGIC.length, days: days.length, crc32: crc32(dayBytes) };
    let offset = ARCHIVE_MAGIC.length + dayBytes.length;
    for (const [ticker, series] of stocks) {
      const { parts, ...widths } = encodeBlock(series, days);
      hash.update(ticker);
      for (const part of parts) {
        writeFileSync(file, part);
        hash.update(part);
      }
      blocks[ticker] = {
        ...widths,
        offset,
        first: series.days[0] ?? NaN,
        last: series.days.at(-1) ?? NaN,
        crc32: [crc32(parts[0]), crc32(parts[1])],
      };
      offset += parts[0].length + parts[1].length;
    }
    const index = Buffer.from(
      renderIndex({
        schema_version: 2,
        calendar,
        blocks,
        sha256: hash.digest('hex'),
        ...content(),
      }),
    );
    writeFileSync(file, index);
    writeFileSync(file, renderTrailer(offset, index.length));
  });
}
