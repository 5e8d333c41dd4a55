import type { BarSeries, Prices } from '../../domain/bar-series.ts';
import type { DecidingColumns, ShownColumns } from '../../contracts/price-archive-file.ts';

/** A stock of an archive. Its high and its volume are read when they are first asked for: few runs ever do. */
export class ArchivedSeries implements BarSeries {
  readonly length: number;
  readonly days: Int32Array;
  readonly unit: number;
  readonly open: Prices;
  readonly low: Prices;
  readonly close: Prices;
  readonly #read: () => ShownColumns;
  #shown: ShownColumns | undefined;

  constructor(deciding: DecidingColumns, read: () => ShownColumns) {
    this.length = deciding.length;
    this.days = deciding.days;
    this.unit = deciding.unit;
    this.open = deciding.open;
    this.low = deciding.low;
    this.close = deciding.close;
    this.#read = read;
  }

  get high(): Prices {
    return this.shown().high;
  }

  get volume(): BarSeries['volume'] {
    return this.shown().volume;
  }

  private shown(): ShownColumns {
    this.#shown ??= this.#read();
    return this.#shown;
  }
}
