import { afterEach, describe, expect, it } from 'vitest';

import { explainAccount } from '../../src/rules/reconcile-explain.ts';
import type { ReconcileFacts } from '../../src/rules/reconcile-facts.ts';
import { SITUATIONS, worldOf, type Stock, type Terms } from './reconcile-world.ts';
import { fc } from '../support/fast-check.ts';

const NAMES = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF', 'GG', 'HH'];
const PLAIN: Terms = { names: NAMES, weeks: 0, scale: 1 };
const stocks = fc.array(
  fc.record({
    situation: fc.constantFrom(...SITUATIONS),
    shares: fc.integer({ min: 1, max: 500 }),
  }),
  { minLength: 1, maxLength: NAMES.length },
);
const RUNS = { numRuns: 150 };
const home = process.env['TZ'];

afterEach(() => {
  if (home === undefined) delete process.env['TZ'];
  else process.env['TZ'] = home;
});

/** What is explained, under the plain names, in any order. */
function toldOf(facts: ReconcileFacts, names: readonly string[] = NAMES) {
  return explainAccount(facts)
    .map(({ symbol, cause, ours, theirs, heals, protect, severity, proposal, evidence }) => {
      const [first = '', end = ''] = symbol.split('.');
      return {
        stock: `${names.indexOf(first)}.${end}`,
        facts: { cause, ours, theirs, heals, protect, severity },
        kind: proposal?.kind ?? null,
        lines: evidence.length,
      };
    })
    .sort((a, b) => (a.stock < b.stock ? -1 : 1));
}

describe('what is explained of an account', () => {
  it('is one cause for every difference and none where there is none', () => {
    fc.assert(
      fc.property(stocks, (world) => {
        const told = toldOf(worldOf(world, PLAIN));
        for (const [at, { situation }] of world.entries()) {
          const of = told.filter(({ stock }) => stock.startsWith(`${at}.`));
          const expected = ['agrees', 'set apart'].includes(situation)
            ? 0
            : situation === 'renamed'
              ? 2
              : 1;
          expect([situation, of.length]).toEqual([situation, expected]);
        }
      }),
      RUNS,
    );
  });

  it('does not depend on the names of the stocks, nor on the order of anything [I19]', () => {
    fc.assert(
      fc.property(
        stocks,
        fc.shuffledSubarray(NAMES, { minLength: NAMES.length }),
        (world, names) => {
          const renamed = worldOf(world, { ...PLAIN, names });
          const turned: ReconcileFacts = {
            ...renamed,
            book: [...renamed.book].reverse(),
            orders: [...renamed.orders].reverse(),
            positions: [...renamed.positions].reverse(),
          };
          expect(toldOf(turned, names)).toEqual(toldOf(worldOf(world, PLAIN)));
        },
      ),
      RUNS,
    );
  });

  it('does not depend on the week [I19]', () => {
    fc.assert(
      fc.property(stocks, fc.integer({ min: -200, max: 400 }), (world, weeks) => {
        expect(toldOf(worldOf(world, { ...PLAIN, weeks }))).toEqual(toldOf(worldOf(world, PLAIN)));
      }),
      RUNS,
    );
  });

  it.each(['Asia/Tokyo', 'America/Los_Angeles', 'Pacific/Kiritimati'])(
    'does not depend on the time zone of the host: %s [I19, F46]',
    (zone) => {
      fc.assert(
        fc.property(stocks, (world) => {
          process.env['TZ'] = 'UTC';
          const before = explainAccount(worldOf(world, PLAIN));
          process.env['TZ'] = zone;
          expect(explainAccount(worldOf(world, PLAIN))).toEqual(before);
        }),
        { numRuns: 30 },
      );
    },
  );

  it('grows with the shares of a split and is the same in everything else [I19]', () => {
    fc.assert(
      fc.property(stocks, fc.constantFrom(2, 3, 4, 10), (world: readonly Stock[], scale) => {
        const plain = toldOf(worldOf(world, PLAIN));
        const scaled = toldOf(worldOf(world, { ...PLAIN, scale }));
        expect(scaled).toEqual(
          plain.map(({ facts, ...rest }) => ({
            ...rest,
            facts: { ...facts, ours: facts.ours * scale, theirs: facts.theirs * scale },
          })),
        );
      }),
      RUNS,
    );
  });
});
