/** The points of a parameter grid: every combination of the values, those that mean the same run once. */
import { CommandError } from '../../src/domain/outcome.ts';
import { parseBacktestConfig, type BacktestConfig } from '../../src/contracts/backtest-config.ts';

export type ParameterName = Exclude<
  keyof BacktestConfig,
  'reports_dir' | 'candidates' | 'prices' | 'output_dir'
>;
export type ParameterValue = string | number | boolean | null;

export type Variation = {
  readonly name: ParameterName;
  readonly values: readonly ParameterValue[];
};

export type GridPoint = {
  readonly config: BacktestConfig;
  /** Of each varied parameter; undefined where the run does not use it. */
  readonly values: Readonly<Partial<Record<ParameterName, ParameterValue>>>;
};

export type Grid = {
  readonly points: readonly GridPoint[];
  /** Combinations that mean the same run as an earlier one. */
  readonly folded: number;
};

const PLACES: readonly string[] = ['reports_dir', 'candidates', 'prices', 'output_dir'];
const MOST_POINTS = 100_000;
const MOST_VALUES = 1_000;

/** `trailing_ema_period=5:20:5` or `stop_loss=5,8,10`: values and ranges, each accepted by the schema of the backtest. */
export function parseVariation(option: string, base: BacktestConfig): Variation {
  const [, written, list] = /^([^=]+)=(.+)$/.exec(option) ?? [];
  if (written === undefined || list === undefined)
    throw refused(option, 'it is not written NAME=VALUE,VALUE');
  const name = written.trim().replaceAll('-', '_');
  if (!isParameter(name, base)) throw refused(option, `a backtest has no parameter ${name}`);
  const texts = list.split(',').flatMap((text) => expandRange(text.trim(), option));
  const values = texts.map((text) => valueOf(name, text, { base, option }));
  return { name, values: [...new Set(values)] };
}

function isParameter(name: string, base: BacktestConfig): name is ParameterName {
  return Object.hasOwn(base, name) && !PLACES.includes(name);
}

const RANGE = /^(-?\d+(?:\.\d+)?):(-?\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/;

/** `from:to:step`, both ends included where a step meets them; decimals stay exact. */
function expandRange(text: string, option: string): string[] {
  const [, from, to, step] = RANGE.exec(text) ?? [];
  if (from === undefined || to === undefined || step === undefined) return [text];
  const decimals = Math.max(...[from, step].map((part) => (part.split('.')[1] ?? '').length));
  const scale = 10 ** decimals;
  const [first, last, by] = [from, to, step].map((part) => Math.round(Number(part) * scale));
  if (first === undefined || last === undefined || by === undefined || by <= 0 || last < first)
    throw refused(option, `the range ${text} is empty`);
  const count = Math.floor((last - first) / by) + 1;
  if (count > MOST_VALUES) throw refused(option, `the range ${text} has ${count} values`);
  return Array.from({ length: count }, (_, at) => String((first + at * by) / scale));
}

/** The first reading of the text that the schema accepts: a number, yes or no, none, the text itself. */
function valueOf(
  name: ParameterName,
  text: string,
  { base, option }: { readonly base: BacktestConfig; readonly option: string },
): ParameterValue {
  const readings: ParameterValue[] = [
    ...(/^-?\d+(\.\d+)?$/.test(text) ? [Number(text)] : []),
    ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
    text,
    ...(text === 'none' || text === 'null' ? [null] : []),
  ];
  const results = readings.map((value) => ({
    value,
    result: parseBacktestConfig({ ...base, [name]: value }),
  }));
  const accepted = results.find(({ result }) => result.kind === 'config');
  if (accepted !== undefined) return accepted.value;
  const first = results[0]?.result;
  throw refused(option, first?.kind === 'refused' ? first.problems.join('; ') : 'it has no value');
}

function refused(option: string, problem: string): CommandError {
  return new CommandError(
    'usage',
    `--vary ${option}: ${problem}`,
    'write --vary NAME=VALUE,VALUE or NAME=FROM:TO:STEP; the names are those of `openbell backtest --help`',
  );
}

/** In the order of the options, the last one changing fastest. */
export function gridOf(base: BacktestConfig, variations: readonly Variation[]): Grid {
  const names = variations.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new CommandError('usage', `--vary ${twice} is given twice`, 'name all its values once');
  const size = variations.reduce((product, { values }) => product * values.length, 1);
  if (size > MOST_POINTS)
    throw new CommandError(
      'usage',
      `the grid has ${size} points; at most ${MOST_POINTS} are run`,
      'vary less, or in larger steps',
    );
  const points = new Map<string, GridPoint>();
  for (let at = 0; at < size; at += 1) {
    // Every value was accepted by the schema when its option was read.
    const config = canonical({ ...base, ...combination(variations, at) } as BacktestConfig);
    const key = JSON.stringify(config);
    if (!points.has(key)) points.set(key, { config, values: usedValues(config, names) });
  }
  return { points: [...points.values()], folded: size - points.size };
}

function combination(
  variations: readonly Variation[],
  at: number,
): Partial<Record<ParameterName, ParameterValue>> {
  let rest = at;
  const picked: [string, ParameterValue][] = [];
  for (const { name, values } of variations.toReversed()) {
    picked.unshift([name, values[rest % values.length] ?? null]);
    rest = Math.floor(rest / values.length);
  }
  return Object.fromEntries(picked);
}

/** The same run, whatever is said of parameters that it does not use. */
export function canonical(config: BacktestConfig): BacktestConfig {
  const defaults = parseBacktestConfig({});
  if (defaults.kind === 'refused') return config;
  const unused = unusedParameters(config).map((name) => [name, defaults.config[name]]);
  return { ...config, ...Object.fromEntries(unused) } as BacktestConfig;
}

export function unusedParameters(config: BacktestConfig): ParameterName[] {
  const { trailing_stop: kind, max_positions, profile } = config;
  return [
    ...(kind === 'weekly_ema' ? [] : (['trailing_ema_period'] as const)),
    ...(kind === 'weekly_nweek_low' ? [] : (['trailing_nweek_period'] as const)),
    ...(kind === 'none' ? (['trailing_transition_weeks'] as const) : []),
    ...(max_positions === null ? (['rotation'] as const) : []),
    ...(profile === 'reference' ? (['stop_fill', 'size_on', 'lookback_days'] as const) : []),
  ];
}

function usedValues(
  config: BacktestConfig,
  names: readonly ParameterName[],
): Partial<Record<ParameterName, ParameterValue>> {
  const unused = unusedParameters(config);
  return Object.fromEntries(
    names.filter((name) => !unused.includes(name)).map((name) => [name, config[name]]),
  );
}
