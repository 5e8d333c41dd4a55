// Bundles the campaign once for each deliberate defect and sees whether its judge notices:
// `node scripts/campaign.mjs --mutants [--only TEXT] [--from N] [--to N] [--seconds N] [--results FILE.json] [--doc FILE.md]`.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import { NODE_BUNDLE, REQUIRE } from './bundling.mjs';
import { documentOf } from './mutants-document.mjs';

/** Of a hundred mutants this many are caught. */
const LEAST_CAUGHT = 95;
const OPTIONS = {
  mutants: { type: 'boolean' },
  only: { type: 'string' },
  from: { type: 'string', default: '1' },
  to: { type: 'string', default: '999' },
  seconds: { type: 'string', default: '60' },
  results: { type: 'string' },
  doc: { type: 'string' },
  missing: { type: 'boolean' },
};

async function load(entry, outfile, plugins = []) {
  await build({
    entryPoints: [entry],
    outfile,
    ...NODE_BUNDLE,
    splitting: false,
    logLevel: 'silent',
    sourcemap: false,
    define: { __OPENBELL_VERSION__: JSON.stringify('campaign') },
    banner: { js: REQUIRE },
    plugins,
  });
  return outfile;
}

/** Changes the sources on their way into the bundle; says so loudly when a place is gone. */
function mutation(name, edits) {
  const left = new Set(edits);
  return {
    name: 'mutation',
    setup(bundle) {
      bundle.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const here = edits.filter(({ file }) => resolve(file) === path);
        if (here.length === 0) return undefined;
        let contents = readFileSync(path, 'utf8');
        for (const edit of here) {
          const { file, before, after } = edit;
          if (contents.split(before).length !== 2)
            throw new Error(`mutant "${name}": its text is not exactly once in ${file}`);
          contents = contents.replace(before, () => after);
          left.delete(edit);
        }
        return { contents, loader: 'ts' };
      });
      bundle.onEnd(() => {
        for (const { file } of left)
          throw new Error(`mutant "${name}": ${file} is not in the bundle`);
      });
    },
  };
}

/** A process of its own for each: a defect may do anything. */
async function hunt(bundle, pieces, seconds) {
  const ask = `const { hunt } = await import(${JSON.stringify(pathToFileURL(bundle).href)});
    const found = await hunt(${JSON.stringify(pieces)}, ${seconds});
    process.stdout.write('\\nFOUND ' + JSON.stringify(found));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', ask]);
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (out += text));
  const timer = setTimeout(() => child.kill(), (seconds + 60) * 1000);
  await new Promise((done) => child.on('close', done));
  clearTimeout(timer);
  const [, found] = /\nFOUND (\{.*\})/.exec(out) ?? [];
  return found === undefined ? { broken: out.trim().slice(-400) } : JSON.parse(found);
}

/** What happened without any defect, piece by piece: a mutant that lives through the very same is none. */
function soundCampaign(folder, seconds) {
  const known = new Map();
  return async (pieces) => {
    const key = JSON.stringify(pieces);
    const bundle = join(folder, 'sound.mjs');
    if (!existsSync(bundle)) await load('tests/campaign/hunt.ts', bundle);
    if (!known.has(key)) known.set(key, await hunt(bundle, pieces, seconds));
    return known.get(key);
  };
}

/** A bundle that breaks has caught nothing, and neither has one that finds the same without the defect. */
async function judged(mutant, bundle, { sound, everywhere, seconds }) {
  const pieces = [...mutant.by, ...everywhere];
  const found = await hunt(bundle, pieces, seconds);
  const { broken, problem, runs, scenario, plan, hash, isCut } = found;
  if (broken !== undefined) return { verdict: 'broken', says: broken };
  if (problem !== null) return { verdict: 'caught', says: problem, runs, scenario, plan };
  if (mutant.equivalent !== undefined)
    return { verdict: 'equivalent', says: mutant.equivalent, runs };
  const same = !isCut && (await sound(pieces)).hash === hash;
  return { verdict: same ? 'void' : 'survived', says: isCut ? 'time is over' : '', runs };
}

async function tryMutant(mutant, context) {
  const bundle = join(context.folder, `${mutant.number}.mjs`);
  try {
    const edits = [mutant, ...(mutant.also ?? [])];
    await load('tests/campaign/hunt.ts', bundle, [mutation(mutant.name, edits)]);
    return await judged(mutant, bundle, context);
  } catch (error) {
    return { verdict: 'broken', says: String(error.message ?? error).slice(0, 400) };
  } finally {
    rmSync(bundle, { force: true });
  }
}

/** Without a defect the same pieces must find nothing, or what they find with one says nothing. */
async function checkSound(mutants, { sound, everywhere }) {
  const all = [...mutants.flatMap(({ by }) => by), ...everywhere];
  const pieces = [...new Map(all.map((piece) => [JSON.stringify(piece), piece])).values()];
  const { broken, problem, scenario, plan, runs } = await sound(pieces);
  if (broken === undefined && problem === null) return runs;
  throw new Error(`without any defect: ${broken ?? `${problem} in "${scenario}" "${plan}"`}`);
}

function lineOf({ number, name, breaks, seconds, verdict, says, scenario, plan, runs }) {
  const where = scenario === undefined ? '' : ` in "${scenario}" "${plan}"`;
  return `${number} ${name} [${breaks}] ${verdict}: ${says}${where} (${runs ?? 0} runs, ${seconds} s)`;
}

/** Earlier commands found it, with the same text of the mutant: `--missing` goes on with the others. */
function isDone(result) {
  return result?.verdict === 'caught' || result?.verdict === 'equivalent';
}

function readResults(file) {
  return file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** Each in turn; what earlier commands found is kept in the file of results. */
async function tryAll(mutants, context, { file }) {
  const results = readResults(file);
  for (const { by: _by, also: _also, ...mutant } of mutants) {
    const start = Date.now();
    const whole = mutants.find(({ number }) => number === mutant.number);
    const judgement = await tryMutant(whole, context);
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    results[mutant.name] = {
      ...{ number: mutant.number, name: mutant.name, breaks: mutant.breaks },
      ...{ ...judgement, seconds },
    };
    process.stdout.write(`${lineOf(results[mutant.name])}\n`);
    if (file !== undefined)
      writeFileSync(
        file,
        JSON.stringify({ ...readResults(file), [mutant.name]: results[mutant.name] }, null, 1),
      );
  }
  return results;
}

/** 1 when too few are caught, or one that survives is not explained, or one says nothing. */
function tell(results, expected) {
  const caught = results.filter(({ verdict }) => verdict === 'caught');
  const open = results.filter(({ verdict }) => verdict !== 'caught' && verdict !== 'equivalent');
  process.stdout.write(`${caught.length} of ${results.length} mutants were caught\n`);
  for (const one of open) process.stdout.write(`OPEN ${lineOf(one)}\n`);
  const isEnough = caught.length * 100 >= results.length * LEAST_CAUGHT;
  return isEnough && open.length === 0 && results.length === expected ? 0 : 1;
}

export async function runMutants(folder) {
  const { values } = parseArgs({ options: OPTIONS });
  mkdirSync(folder, { recursive: true });
  try {
    const list = await load('tests/campaign/mutants.ts', join(folder, 'mutants.mjs'));
    const { MUTANTS, EVERYWHERE } = await import(pathToFileURL(list).href);
    const all = MUTANTS.map((mutant, at) => ({ ...mutant, number: at + 1 }));
    const mutants = all
      .filter(({ name }) => values.only === undefined || name.includes(values.only))
      .filter(({ number }) => number >= Number(values.from) && number <= Number(values.to));
    const earlier = readResults(values.results);
    const asked = mutants.filter(({ name }) => values.missing !== true || !isDone(earlier[name]));
    const seconds = Number(values.seconds);
    const sound = soundCampaign(folder, 600);
    const context = { folder, sound, everywhere: EVERYWHERE, seconds };
    if (values.missing !== true)
      process.stdout.write(
        `${await checkSound(mutants, context)} runs without a defect: all is well\n`,
      );
    const found = await tryAll(asked, context, { file: values.results });
    const known = { ...readResults(values.results), ...found };
    const results = mutants.map(({ name }) => known[name]);
    if (values.doc !== undefined) {
      const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' });
      const untried = { verdict: 'open', says: 'not tried since it was last changed' };
      const table = all.map(({ name, breaks }) => known[name] ?? { name, breaks, ...untried });
      writeFileSync(values.doc, await documentOf(table, commit.trim()));
    }
    return tell(results, mutants.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
