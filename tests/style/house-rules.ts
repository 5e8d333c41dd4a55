/** What the compiler, the linter and the arrows cannot see, as patterns with the sentence an offender reads. */

export type HouseRule = {
  readonly name: string;
  readonly says: string;
  /** Files the rule looks at, and those it lets through. */
  readonly in: RegExp;
  readonly except?: RegExp;
  readonly offence: RegExp;
  /** A line that must be caught: a rule without one could be asleep. */
  readonly planted: string;
};

const PURE = /^src\/(domain|rules|plans|contracts|ports|paper-broker|views)\//;
const PRODUCTION = /^(src|live|backtest)\//;
const EVERYTHING = /^(src|live|backtest|tests)\//;

export const HOUSE_RULES: readonly HouseRule[] = [
  {
    name: 'wall-clock',
    says: 'A date is a fact and the clock is a port: only src/adapters/clock reads the time.',
    in: PRODUCTION,
    except: /^src\/adapters\/clock\//,
    offence: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bprocess\.hrtime/,
    planted: 'const now = Date.now();',
  },
  {
    name: 'randomness',
    says: 'Ids and choices are functions of their inputs; the same day gives the same bytes.',
    in: PRODUCTION,
    offence: /\bMath\.random\(|\brandomUUID\b|\bgetRandomValues\b/,
    planted: 'const id = randomUUID();',
  },
  {
    name: 'environment',
    says: 'The environment is read where adapters are built.',
    in: PRODUCTION,
    except: /^((live|backtest)\/wiring(\.ts|\/)|src\/adapters\/)/,
    offence: /\bprocess\.env\b/,
    planted: "const key = process.env['APCA_API_KEY_ID'];",
  },
  {
    name: 'pure-rooms-do-not-wait',
    says: 'A pure room decides from facts: it has no await and no promise.',
    in: PURE,
    except: /^src\/ports\//,
    offence: /\bawait\b(?!s)|\bPromise\.|\basync\b/,
    planted: 'const bars = await prices.bars();',
  },
  {
    name: 'pure-rooms-touch-nothing',
    says: 'Timers, network and process belong to adapters.',
    in: PURE,
    offence: /\b(setTimeout|setInterval|fetch|XMLHttpRequest)\(|\bprocess\.|\bglobalThis\b/,
    planted: 'setTimeout(again, 100);',
  },
  {
    name: 'exit',
    says: 'A command gives its exit code back; it never ends the process under open files.',
    in: PRODUCTION,
    offence: /\bprocess\.exit\(/,
    planted: 'process.exit(3);',
  },
  {
    name: 'child-processes',
    says: 'No process is started and no text is run as code: neither keys nor reports reach a shell.',
    in: PRODUCTION,
    offence: /\bchild_process\b|\beval\(|\bnew Function\(/,
    planted: "import { execSync } from 'node:child_process';",
  },
  {
    name: 'loose-numbers',
    says: 'Numbers from text are parsed strictly: parseFloat takes "12abc" for 12.',
    in: PRODUCTION,
    offence: /\bparseFloat\(|\bparseInt\(/,
    planted: "const price = parseFloat('12abc');",
  },
  {
    name: 'unseeded-properties',
    says: 'Properties start from one seed: take fast-check from tests/support/fast-check.ts.',
    in: /^tests\//,
    except: /^tests\/(support\/fast-check|style\/house-rules)\.ts$/,
    offence: /from 'fast-check'/,
    planted: "import fc from 'fast-check';",
  },
  {
    name: 'any',
    says: 'Inside there is no any: parse at the border, then trust the type.',
    in: EVERYTHING,
    except: /^tests\/style\//,
    offence: /:\s*any\b|\bas any\b|<any>|@ts-ignore/,
    planted: 'function f(x: any) {}',
  },
  {
    name: 'enum-and-default',
    says: 'A const object and a union instead of an enum; named exports only.',
    in: PRODUCTION,
    offence: /^\s*(export\s+)?(const\s+)?enum\s|^export default\b/,
    planted: 'export default function run() {}',
  },
  {
    name: 'left-over',
    says: 'Main has no promises to come back.',
    in: EVERYTHING,
    except: /^tests\/style\//,
    offence: /\b(TODO|FIXME|XXX|HACK)\b/,
    planted: '// TODO later',
  },
  {
    name: 'module-mocks',
    says: 'No module mocks: pass a port.',
    in: /^tests\//,
    except: /^tests\/style\//,
    offence: /\bvi\.(mock|doMock|hoisted)\(/,
    planted: "vi.mock('axios');",
  },
  {
    name: 'timed-tests',
    says: 'A test asserts behaviour, never time: a busy machine is no defect. Benchmarks measure.',
    in: /^tests\//,
    // The campaign is a command of its own, which says how long it took.
    except: /^tests\/(style\/|campaign\/(carry-out|hunt|main)\.ts)/,
    offence: /\bperformance\.now\(|\bDate\.now\(|\bprocess\.hrtime/,
    planted: 'const started = performance.now();',
  },
  {
    name: 'focused-tests',
    says: 'Every test runs.',
    in: /^tests\//,
    except: /^tests\/style\//,
    offence: /\b(it|test|describe)\.(only|todo)\b/,
    planted: "it.only('holds', () => {});",
  },
  {
    name: 'titles',
    says: 'Test titles are sentences in the present tense: what it does, not what it should do.',
    in: /^tests\//,
    except: /^tests\/style\//,
    offence: /\b(it|test)(\.each\([^)]*\))?\(\s*['"`][^'"`]*\bshould\b/,
    planted: "it('should work', () => {});",
  },
];

export type Offence = { readonly rule: string; readonly place: string; readonly says: string };

/** The offences in one file, line by line. Comments count too: a rule talked about in prose needs other words. */
export function offencesIn(path: string, text: string): Offence[] {
  const rules = HOUSE_RULES.filter(
    (rule) => rule.in.test(path) && rule.except?.test(path) !== true,
  );
  const inText = text.split('\n').flatMap((line, index) =>
    rules
      .filter((rule) => !/^\s*(\/\/|\*|\/\*)/.test(line) || rule.name === 'left-over')
      .filter((rule) => rule.offence.test(line))
      .map((rule) => ({ rule: rule.name, place: `${path}:${index + 1}`, says: rule.says })),
  );
  const vague = /(^|\/)(utils?|helpers?|misc|common)(\.[a-z]+|\/)/.test(path)
    ? [{ rule: 'file-names', place: path, says: 'A file is named after what it holds.' }]
    : [];
  return [...inText, ...vague];
}
