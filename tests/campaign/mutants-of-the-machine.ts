import type { Mutant } from './mutants.ts';

const MACHINE = 'addresses, keys and the database of this machine';
const DATABASE = 'src/adapters/sqlite/open-database.ts';

export const MUTANTS_OF_THE_MACHINE: readonly Mutant[] = [
  {
    name: 'shares are whole numbers',
    breaks: 'P10 F35',
    file: 'src/contracts/alpaca-fields.ts',
    before: '.transform((digits) => Number(digits) + 0);',
    after: '.transform((digits) => parseInt(digits, 10) + 0);',
    by: [{ scenario: 'half a share of another stock', kind: 'quiet' }],
  },
  {
    name: 'an address that has paper in it is the paper account',
    breaks: 'P16 S2',
    file: 'src/adapters/alpaca/origin-guard.ts',
    before: '  if (url !== ALPACA_TRADING_ORIGINS[environment]) {',
    after: '  if (!url.includes(environment)) {',
    by: [{ scenario: MACHINE, kind: 'quiet' }],
  },
  {
    name: 'keys are looked for in the folder above',
    breaks: 'P17 S1',
    file: 'src/adapters/environment/credentials.ts',
    before: '  const file = readDotEnv(dotEnvPath);',
    after:
      "  const file = { ...readDotEnv(dotEnvPath.replace(/[^/]*.\\.env$/, '.env')), ...readDotEnv(dotEnvPath) };",
    by: [{ scenario: MACHINE, kind: 'quiet' }],
  },
  {
    name: 'a commit need not reach the disk',
    breaks: 'P18 R1',
    file: DATABASE,
    before: "options.durability === 'off' ? 'OFF' : 'FULL'",
    after: "options.durability === 'off' ? 'OFF' : 'NORMAL'",
    by: [{ scenario: MACHINE, kind: 'quiet' }],
  },
  {
    name: 'nobody waits for the database',
    breaks: 'P18 F40',
    file: DATABASE,
    before: 'const BUSY_TIMEOUT_MS = 5_000;',
    after: 'const BUSY_TIMEOUT_MS = 0;',
    by: [{ scenario: MACHINE, kind: 'quiet' }],
  },
  {
    name: 'what belongs together is written piece by piece',
    breaks: 'P18 F36',
    file: 'live/bookkeeping/book-order.ts',
    before: '  store.transaction(() => {\n    const newShares =',
    after: '  ((work: () => void) => { work(); })(() => {\n    const newShares =',
    by: [
      { scenario: 'entry alone', kind: 'crashes' },
      { scenario: 'exit alone', kind: 'crashes' },
    ],
  },
];
