import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import type { Explained } from '../../src/rules/reconcile-facts.ts';
import { closeAsStated, type StatedClose } from '../../src/rules/stated-close.ts';
import { dollars } from '../domain/sample.ts';
import { held } from './reconcile-sample.ts';

const TODAY = sessionDate('2015-10-23');
const WORTHLESS: StatedClose = { price: dollars('0.00'), on: sessionDate('2015-10-20') };

const gone: Explained = {
  symbol: 'AMZN',
  cause: 'delisting',
  ours: 100,
  theirs: 0,
  evidence: ['DELISTING of 2015-10-19 is announced'],
  severity: 'error',
  heals: false,
  protect: false,
  remedy: null,
  proposal: null,
};

const state = (facts: Partial<Explained>, stated: Partial<StatedClose> = {}) =>
  closeAsStated({ ...gone, ...facts }, held, { ...WORTHLESS, ...stated }, TODAY);

describe('shares that are gone without a record of their sale', () => {
  it.each(['delisting', 'merger', 'split', 'manual_sell', 'unknown'] as const)(
    'are closed as a person states: %s [F32]',
    (cause) => {
      expect(state({ cause })).toEqual({
        kind: 'close',
        explained: {
          ...gone,
          cause,
          evidence: [
            'DELISTING of 2015-10-19 is announced',
            'closed at 0.00 a share on 2015-10-20: stated by a person, no record says so',
          ],
          proposal: {
            kind: 'close',
            positionId: 7,
            price: dollars('0.00'),
            on: sessionDate('2015-10-20'),
          },
        },
      });
    },
  );

  it.each([
    ['while the account holds some', { theirs: 40 }, {}, 'the account still shows 40 shares of it'],
    ['before they were bought', {}, { on: sessionDate('2015-09-30') }, 'is not between its entry'],
    ['after today', {}, { on: sessionDate('2015-10-24') }, 'and today, 2015-10-23'],
    ['that the next run books', { heals: true }, {}, 'the next run settles it'],
    [
      'that a record closes',
      { proposal: { kind: 'close', positionId: 7, price: dollars('1.00'), on: TODAY } },
      {},
      'without a price',
    ],
    ['that a live order sells', { cause: 'stale_read' }, {}, 'does not settle this (stale_read)'],
    ['of another account', { cause: 'account_reset' }, {}, '(account_reset)'],
    ['of a split to come', { cause: 'split_unconfirmed' }, {}, '(split_unconfirmed)'],
  ] as const)('are not closed by a statement %s', (_, facts, stated, why) => {
    const result = state(facts, stated);
    expect(result.kind === 'refused' && result.why).toContain(why);
  });

  it('are not closed where the book has none', () => {
    expect(closeAsStated(gone, undefined, WORTHLESS, TODAY)).toEqual({
      kind: 'refused',
      why: 'the book holds no position of it',
    });
  });
});
