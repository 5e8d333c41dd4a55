import { CommandError } from '../../src/domain/outcome.ts';
import type { PriceSource } from '../../src/ports/price-source.ts';

export function openRemotePrices(which: string, ..._rest: readonly unknown[]): PriceSource {
  throw new CommandError('usage', `${which} is not built yet`, 'use a folder');
}
