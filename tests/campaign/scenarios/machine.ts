/** What stands around the protocol on a real machine: addresses, keys, the database file. Asked of the very code that ships. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { assertTradingOrigin } from '../../../src/adapters/alpaca/origin-guard.ts';
import { readCredentials } from '../../../src/adapters/environment/credentials.ts';
import { PLAIN_MARKET_ORDER } from '../../../src/domain/paper-request.ts';
import { shares } from '../../../src/domain/quantity.ts';
import { change, execute, plan, type Scenario } from '../scenario.ts';
import { BASE, HELD_AND_FALL, MONDAY, NEWS_ON_MONDAY, THURSDAY } from './days.ts';
import type { World } from '../world.ts';

const LOOK_ALIKES = [
  'https://api.alpaca.markets',
  'https://api.alpaca.markets/paper',
  'https://api.alpaca.markets?paper-api.alpaca.markets',
  'https://paper-api.alpaca.markets.example.com',
  'https://paper-api.alpaca.markets@example.com',
  'https://paper-api.alpaca.markets:8443',
  'http://paper-api.alpaca.markets',
];

function lookAtAddresses({ violations }: World): void {
  for (const address of LOOK_ALIKES) {
    try {
      assertTradingOrigin(address, 'paper', { environmentVariables: {} });
      violations.add(`S2 ${address} is taken for the paper account`);
    } catch {
      // Refused, as it must be.
    }
  }
}

/** Keys lie in the folder above: they belong to somebody else. */
function lookForKeys({ violations }: World): void {
  const above = mkdtempSync(join(tmpdir(), 'openbell-campaign-'));
  try {
    const own = join(above, 'work');
    mkdirSync(own);
    const keys = 'APCA_API_KEY_ID=somebody\nAPCA_API_SECRET_KEY=somebody-else\n';
    writeFileSync(join(above, '.env'), keys, { mode: 0o600 });
    const { alpaca } = readCredentials({}, join(own, '.env'));
    if (alpaca !== null) violations.add('S1 keys of the folder above were taken');
  } finally {
    rmSync(above, { recursive: true, force: true });
  }
}

const FULL = 2;
const LEAST_PATIENCE_MS = 5_000;
const SEEN = 'seen-of-the-database.txt';

/** Only the database of the beginning was opened as it is in earnest: the others are copies of it. */
function lookAtDatabase({ database, files }: World): void {
  const ask = (name: string): number => Number(database.pragma(name, { simple: true }));
  const seen = [
    ...(ask('synchronous') === FULL ? [] : ['R1 a commit may be lost with the power']),
    ...(ask('busy_timeout') >= LEAST_PATIENCE_MS ? [] : ['R1 a commit waits for no reader']),
    ...(ask('foreign_keys') === 1 ? [] : ['I5 a row may refer to nothing']),
  ];
  files.set(SEEN, seen.join('\n'));
}

function tellOfDatabase({ files, violations }: World): void {
  for (const problem of (files.get(SEEN) ?? 'R1 nobody looked at the database').split('\n'))
    if (problem !== '') violations.add(problem);
  files.delete(SEEN);
}

/** Bought past all our programs, and not told to the judge: it is for the run to see. */
/** Whatever the broker has blocked since: the story is about shares that are there. */
function buyHalfAShare({ engine }: World): void {
  const { tradingBlocked } = engine.state.flags;
  engine.configure({ flags: { tradingBlocked: false } });
  engine.submit({
    ...PLAIN_MARKET_ORDER,
    clientOrderId: 'owner-half',
    symbol: 'MORE',
    side: 'buy',
    qty: shares(0.5),
  });
  engine.configure({ flags: { tradingBlocked } });
}

export const MACHINE: readonly Scenario[] = [
  {
    ...BASE,
    name: 'addresses, keys and the database of this machine',
    about: ['F17', 'F38', 'F40'],
    before: [
      ...HELD_AND_FALL,
      change(`${MONDAY} 08:00`, 'how the database was opened', lookAtDatabase),
    ],
    steps: [
      change(`${MONDAY} 08:01`, 'what was seen of the database', tellOfDatabase),
      change(`${MONDAY} 08:02`, 'addresses that only look right', lookAtAddresses),
      change(`${MONDAY} 08:03`, 'keys of somebody else', lookForKeys),
      plan(MONDAY, NEWS_ON_MONDAY),
      execute(MONDAY),
    ],
  },
  {
    ...BASE,
    name: 'half a share of another stock',
    about: ['F35', 'F58'],
    ends: [4],
    isUneven: true,
    before: [plan(THURSDAY, [{ ticker: 'HELD', price: 100 }]), execute(THURSDAY)],
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY, '09:31'),
      change(`${MONDAY} 09:32`, 'half a share of MORE', buyHalfAShare),
      execute(MONDAY, '09:33'),
    ],
  },
];
