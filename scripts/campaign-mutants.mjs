// Bundles the campaign once for each deliberate defect and sees whether it notices:
// `node scripts/campaign.mjs --mutants [--only TEXT] [--from N] [--to N]`.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

/** Changes one place of one source on its way into the bundle; says so loudly when the place is gone. */
function mutation({ name, file, before, after }) {
  const path = resolve(file);
  return {
    name: 'mutation',
    setup(bundle) {
      let isDone = false;
      bundle.onLoad({ filter: /\.ts$/ }, (args) => {
        if (args.path !== path) return undefined;
        const source = readFileSync(path, 'utf8');
        if (source.split(before).length !== 2)
          throw new Error(`mutant "${name}": its text is not exactly once in ${file}`);
        isDone = true;
        return { contents: source.replace(before, () => after), loader: 'ts' };
      });
      bundle.onEnd(() => {
        if (!isDone) throw new Error(`mutant "${name}": ${file} is not in the bundle`);
      });
    },
  };
}

async function loadMutants(folder) {
  const outfile = join(folder, 'mutants.mjs');
  await build({
    entryPoints: ['tests/campaign/mutants.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
  });
  return (await import(pathToFileURL(outfile).href)).MUTANTS;
}

/** A process of its own for each: a defect may do anything. */
function runCampaign({ main, worker }, seconds) {
  const start = join(main, '..', 'start.mjs');
  const args = `['--suite', 'mutants', '--first-violation'], ${JSON.stringify(worker)}`;
  writeFileSync(
    start,
    `import { main } from './main.mjs';\nprocess.exitCode = await main(${args});\n`,
  );
  return new Promise((done) => {
    const child = spawn(process.execPath, [start], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (out += text));
    const timer = setTimeout(() => child.kill(), seconds * 1000);
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      done({ exitCode, out });
    });
  });
}

/** A bundle that does not even begin has caught nothing: that is a mistake in the list of mutants. */
function verdictOf({ exitCode, out }, { equivalent }) {
  const [, violation] = /VIOLATION (.*)/.exec(out) ?? [];
  if (violation !== undefined) return { isCaught: true, says: `caught: ${violation}` };
  const isTooLong = exitCode === null;
  if (exitCode !== 0 && !isTooLong)
    return { isCaught: false, says: `BROKEN: ${out.trim().slice(-300)}` };
  const why = equivalent ?? (isTooLong ? 'not noticed in time' : 'unexplained');
  return { isCaught: false, says: `SURVIVED: ${why}` };
}

const OPTIONS = {
  mutants: { type: 'boolean' },
  only: { type: 'string' },
  from: { type: 'string', default: '1' },
  to: { type: 'string', default: '999' },
  seconds: { type: 'string', default: '240' },
  summary: { type: 'string' },
};

export async function runMutants(bundleCampaign, folder) {
  const { values } = parseArgs({ options: OPTIONS });
  mkdirSync(folder, { recursive: true });
  try {
    const mutants = (await loadMutants(folder))
      .map((mutant, at) => ({ ...mutant, number: at + 1 }))
      .filter(({ name }) => values.only === undefined || name.includes(values.only))
      .filter(({ number }) => number >= Number(values.from) && number <= Number(values.to));
    const lines = [];
    let unexplained = 0;
    for (const mutant of mutants) {
      const target = join(folder, String(mutant.number));
      const bundle = await bundleCampaign(target, [mutation(mutant)]);
      const start = Date.now();
      const { isCaught, says } = verdictOf(
        await runCampaign(bundle, Number(values.seconds)),
        mutant,
      );
      const took = ((Date.now() - start) / 1000).toFixed(1);
      if (!isCaught && mutant.equivalent === undefined) unexplained += 1;
      const line = `${mutant.number} ${mutant.name} [${mutant.breaks}] ${took} s: ${says}`;
      lines.push({ ...mutant, isCaught, line });
      process.stdout.write(`${line}\n`);
      rmSync(target, { recursive: true, force: true });
    }
    const caught = lines.filter(({ isCaught }) => isCaught).length;
    process.stdout.write(`${caught} of ${lines.length} mutants were caught\n`);
    if (values.summary !== undefined)
      writeFileSync(values.summary, `${lines.map(({ line }) => line).join('\n')}\n`);
    return unexplained === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
