import { describe, expect, it } from 'vitest';

import { decodeActivities, readNotices } from '../../src/contracts/alpaca-history.ts';

describe('the activities of an account', () => {
  it('are read as Alpaca writes a fill', () => {
    const fill = {
      id: '20260302093000123::11111111-2222-3333-4444-555555555555',
      activity_type: 'FILL',
      type: 'fill',
      transaction_time: '2026-03-03T04:30:00.123Z',
      symbol: 'AAPL',
      side: 'sell_short',
      qty: '1.5',
      price: '179.08',
      cum_qty: '1.5',
      leaves_qty: '0',
      order_id: 'o-1',
      order_status: 'filled',
    };
    expect(decodeActivities([fill])).toMatchObject({
      ok: true,
      // 04:30 in London is still the day before in New York.
      value: [
        {
          type: 'FILL',
          date: '2026-03-02',
          side: 'sell',
          qty: 1.5,
          orderId: 'o-1',
          status: 'executed',
        },
      ],
    });
  });

  it('are read whatever their type is, with what is paid and what was taken back', () => {
    const row = {
      id: '20260302000000000::x',
      activity_type: 'SPLIT',
      date: '2026-03-02',
      net_amount: '-3.55',
      symbol: 'AAPL',
      qty: '-90',
      status: 'canceled',
    };
    const unheard = { ...row, id: 'y', activity_type: 'NEW_KIND', status: 'settled', qty: null };
    expect(decodeActivities([row, unheard])).toMatchObject({
      ok: true,
      value: [
        { type: 'SPLIT', qty: -90, netAmount: -35_500, status: 'canceled', side: null },
        { type: 'NEW_KIND', qty: null, status: 'unknown' },
      ],
    });
  });

  it.each([
    ['DIV', '12.5', 125_000],
    ['FEE', '-0.02', -200],
    ['INT', '0.0001', 1],
    ['CFEE', '-1234.5678', -12_345_678],
  ])('of the kind %s move %s dollars, exactly [F33]', (activity_type, net_amount, units) => {
    const row = { id: 'x', activity_type, date: '2026-03-02', net_amount, status: 'executed' };
    expect(decodeActivities([row])).toMatchObject({
      ok: true,
      value: [{ type: activity_type, netAmount: units, side: null, qty: null }],
    });
  });

  it('are refused without a day, and as anything but a list', () => {
    expect(decodeActivities([{ id: 'x', activity_type: 'FEE' }]).ok).toBe(false);
    expect(decodeActivities({ message: 'no' }).ok).toBe(false);
  });
});

describe('what companies announced', () => {
  const read = (group: string, fields: Record<string, unknown>) => readNotices([{ group, fields }]);
  const common = { ex_date: '2026-03-02', symbol: 'AAPL' };

  it.each([
    ['forward_splits', { ...common, new_rate: 3, old_rate: 2 }, { kind: 'split', ratio: 1.5 }],
    ['reverse_splits', { ...common, new_rate: '1', old_rate: '10' }, { kind: 'split', ratio: 0.1 }],
    ['cash_dividends', { ...common, rate: 5, special: true }, { kind: 'special_payment', cash: 5 }],
    [
      'spin_offs',
      {
        source_symbol: 'EBAY',
        new_symbol: 'PYPL',
        new_rate: 1,
        source_rate: 1,
        ex_date: '2015-07-20',
      },
      { kind: 'spin_off', symbol: 'EBAY', newSymbol: 'PYPL', ratio: null },
    ],
    [
      'name_changes',
      { old_symbol: 'FB', new_symbol: 'META', process_date: '2022-06-09' },
      { kind: 'ticker_change', symbol: 'FB', newSymbol: 'META', date: '2022-06-09' },
    ],
    [
      'cash_mergers',
      { acquiree_symbol: 'TWTR', rate: 54.2, effective_date: '2022-10-28' },
      { kind: 'merger', symbol: 'TWTR', cash: 54.2 },
    ],
    ['worthless_removals', { symbol: 'BBBY', process_date: '2023-09-29' }, { kind: 'delisting' }],
    ['rights_distributions', { ...common }, { kind: 'other', source: 'rights_distributions' }],
  ])('of the kind %s is read', (group, fields, told) => {
    expect(read(group, fields)).toMatchObject([told]);
  });

  it('says nothing of regular dividends, nor of rows without a symbol or a day', () => {
    expect(read('cash_dividends', { ...common, rate: 0.2, special: false })).toEqual([]);
    expect(read('spin_offs', { ex_date: '2026-03-02' })).toEqual([]);
    expect(read('spin_offs', { source_symbol: 'EBAY' })).toEqual([]);
  });
});
