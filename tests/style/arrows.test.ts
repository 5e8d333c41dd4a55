import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { cruise, type ICruiseResult, type IConfiguration } from 'dependency-cruiser';
import { afterAll, describe, expect, it } from 'vitest';

const config = createRequire(import.meta.url)(resolve('.dependency-cruiser.cjs')) as Required<
  Pick<IConfiguration, 'forbidden' | 'options'>
>;

/** One offence for every rule: file → what it imports. Imported project files are made where they do not exist. */
const PLANTED: Readonly<Record<string, readonly [file: string, imports: string]>> = {
  'domain-stays-in-its-room': ['src/domain/a.ts', '../rules/target.ts'],
  'rules-stays-in-its-room': ['src/rules/a.ts', '../plans/target.ts'],
  'plans-stays-in-its-room': ['src/plans/a.ts', '../adapters/target.ts'],
  'contracts-stays-in-its-room': ['src/contracts/a.ts', '../ports/target.ts'],
  'ports-stays-in-its-room': ['src/ports/a.ts', '../rules/target.ts'],
  'paper-broker-stays-in-its-room': ['src/paper-broker/a.ts', '../contracts/target.ts'],
  'views-stays-in-its-room': ['src/views/a.ts', '../ports/target.ts'],
  'terminal-stays-in-its-room': ['src/terminal/a.ts', '../adapters/target.ts'],
  'adapters-stays-in-its-room': ['src/adapters/a.ts', '../plans/target.ts'],
  'adapters-use-the-calendar-only': ['src/adapters/b.ts', '../rules/target.ts'],
  'contracts-use-the-calendar-only': ['src/contracts/b.ts', '../rules/target.ts'],
  'paper-broker-behind-the-emulator': ['src/adapters/c.ts', '../paper-broker/target.ts'],
  'pure-rooms-touch-no-machine': ['src/rules/b.ts', 'node:fs'],
  'live-and-backtest-are-strangers': ['live/a.ts', '../backtest/target.ts'],
  'commands-are-strangers': ['live/executor/a.ts', '../signal-generator/target.ts'],
  'wiring-takes-the-emulator-and-no-command': ['live/wiring/a.ts', '../executor/target.ts'],
  'only-wiring-builds-adapters': ['live/executor/b.ts', '../../src/adapters/target.ts'],
  'only-the-outer-layer-imports-wiring': ['live/executor/c.ts', '../wiring.ts'],
  'report-client-runs-in-a-browser': ['backtest/report-client/a.ts', '../../src/rules/target.ts'],
  'report-client-is-built-not-imported': ['backtest/b.ts', './report-client/target.ts'],
  'no-test-in-production': ['src/rules/c.ts', '../../tests/target.ts'],
  'no-cycles': ['src/domain/b.ts', './c.ts'],
  'no-unresolvable': ['src/domain/d.ts', './nowhere.ts'],
  'commander-has-one-door': ['live/executor/d.ts', 'commander'],
  'axios-has-one-door': ['src/rules/d.ts', 'axios'],
  'better-sqlite3-has-one-door': ['src/adapters/prices/a.ts', 'better-sqlite3'],
  'hono-has-one-door': ['src/adapters/d.ts', 'hono'],
  '@hono/node-server-has-one-door': ['src/rules/k.ts', '@hono/node-server'],
  'ws-has-one-door': ['src/rules/l.ts', 'ws'],
  'zod-has-one-door': ['src/rules/e.ts', 'zod'],
  'cheerio-has-one-door': ['src/contracts/c.ts', 'cheerio/slim'],
  'htmlparser2-has-one-door': ['src/contracts/d.ts', 'htmlparser2'],
  'lightweight-charts-has-one-door': ['src/views/b.ts', 'lightweight-charts'],
  'date-fns-tz-has-one-door': ['src/rules/g.ts', 'date-fns-tz'],
  'piscina-has-one-door': ['src/rules/i.ts', 'piscina'],
  '@nats-io-has-one-door': ['src/rules/j.ts', '@nats-io/jetstream'],
  'yaml-has-one-door': ['src/rules/h.ts', 'yaml'],
};

const folder = mkdtempSync(join(tmpdir(), 'arrows-'));
const fired = await firedRules();

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function firedRules(): Promise<ReadonlySet<string>> {
  for (const [file, imports] of Object.values(PLANTED)) {
    plant(file, `import * as it from '${imports}';\nexport const used = it;\n`);
    const isOurs = imports.endsWith('.ts') && !imports.includes('nowhere') && imports !== './c.ts';
    if (isOurs) plant(join(dirname(file), imports), 'export const target = 1;\n');
  }
  plant('src/domain/c.ts', "import { used } from './b.ts';\nexport const back = used;\n");
  plant(
    'tsconfig.json',
    '{"compilerOptions":{"module":"nodenext","allowImportingTsExtensions":true,"noEmit":true}}',
  );
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const { output } = await cruise(['src', 'live', 'backtest'], {
    ...config.options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: config.forbidden },
  });
  return new Set((output as ICruiseResult).summary.violations.map(({ rule }) => rule.name));
}

describe('the arrows between the rooms', () => {
  it('has a planted offence for every rule', () => {
    expect(Object.keys(PLANTED).sort()).toEqual(config.forbidden.map(({ name }) => name).sort());
  });

  it.each(Object.keys(PLANTED))('catches it: %s', (rule) => {
    expect(fired).toContain(rule);
  });
});
