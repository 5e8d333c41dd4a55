// The commands as real processes, killed, stopped, doubled and cut off from their disk. Needs a build in dist.
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

const USAGE = `usage: node scripts/process-campaign.mjs [--quick] [--only PART[,PART]] [--scenario NAME]
         [--shard K/N] [--seed N] [--jobs N]
example: node scripts/process-campaign.mjs --only kill-everywhere --scenario groups-refused --shard 1/5
ends with 0 when nothing was violated, with 1 otherwise`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    scenario: { type: 'string' },
    shard: { type: 'string', default: '1/1' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
  },
});

if (values.help) {
  console.log(USAGE);
  process.exit();
}

/** The one that is named; of a quick run the one that does most. */
function scenariosOf(all) {
  if (values.scenario !== undefined) return all.filter((name) => name === values.scenario);
  return values.quick ? ['exit-and-entry'] : all;
}

// Beside the packages it loads at run time.
const folder = `node_modules/.cache/openbell-process-campaign-${process.pid}`;
mkdirSync(folder, { recursive: true });
try {
  const outfile = `${folder}/campaign.mjs`;
  await build({
    entryPoints: ['tests/processes/campaign.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  const { runCampaign, SCENARIOS } = await import(pathToFileURL(outfile));
  const started = performance.now();
  const violations = await runCampaign({
    isQuick: values.quick,
    scenarios: scenariosOf(SCENARIOS),
    shard: values.shard.split('/').map(Number),
    only: values.only === '' ? [] : values.only.split(','),
    seed: Number(values.seed),
    jobs: Number(values.jobs),
    now: () => performance.now(),
    say: (line) => console.log(line),
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`node ${process.version}, seed ${values.seed}, ${seconds} s`);
  process.exitCode = violations === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
