/** What a reader needs to judge the run: what was found on the way, with which rules, on which inputs. */
import type { Finding } from '../../domain/finding.ts';
import { markup, NOTHING, type Html } from '../html-text.ts';
import { count, counted, words } from '../number-text.ts';
import type { BacktestReport, Setting } from './report-facts.ts';

/** Of one kind; the manifest has all of them. */
const MOST_OF_A_KIND = 40;

const SEVERITIES = ['error', 'warning', 'info'] as const;
const SEVERITY_WORDS = { error: 'error', warning: 'look', info: 'note' } as const;

export function renderFindingsSection({ findings }: BacktestReport): Html {
  const kinds = new Map<string, Finding[]>();
  for (const found of findings) {
    const own = kinds.get(found.code);
    if (own === undefined) kinds.set(found.code, [found]);
    else own.push(found);
  }
  const byWeight = [...kinds].sort(([, a], [, b]) => weightOf(a) - weightOf(b));
  const body =
    findings.length === 0
      ? markup`<p class="muted">Nothing was found.</p>`
      : markup`${byWeight.map(([code, own]) => kindOf(code, own))}`;
  return markup`<section id="findings"><h2>Findings</h2><p class="muted">What the run came upon: missing prices, refused rows, reports that could not be read in full.</p>${body}</section>`;
}

function weightOf(findings: readonly Finding[]): number {
  return findings.reduce<number>(
    (least, { severity }) => Math.min(least, SEVERITIES.indexOf(severity)),
    SEVERITIES.length,
  );
}

function kindOf(code: string, findings: readonly Finding[]): Html {
  const severity = SEVERITIES[weightOf(findings)] ?? 'info';
  const shownOnes = findings.slice(0, MOST_OF_A_KIND);
  const more = findings.length - shownOnes.length;
  const remedies = new Set(findings.map(({ remedy }) => remedy));
  const [only] = remedies;
  const common = remedies.size === 1 && only !== null && only !== undefined ? only : null;
  return markup`<details class="finding ${severity}"><summary><b class="severity">${SEVERITY_WORDS[severity]}</b> ${capitalized(words(code.toLowerCase()))} <span class="muted">${count(findings.length)}×</span></summary><ul>${shownOnes.map((found) => lineOf(found, common))}</ul>${more > 0 ? markup`<p class="muted">${count(more)} more of this kind are in run_manifest.json.</p>` : NOTHING}${common === null ? NOTHING : markup`<p class="remedy">→ ${common}</p>`}</details>`;
}

function lineOf({ message, remedy }: Finding, common: string | null): Html {
  const own =
    remedy === null || remedy === common
      ? NOTHING
      : markup` <span class="remedy">→ ${remedy}</span>`;
  return markup`<li>${message}${own}</li>`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function renderOrigin({ settings, inputs, version, counts }: BacktestReport): Html {
  const rows = Object.entries(inputs).map(
    ([name, { path, files, sha256 }]) =>
      markup`<tr><th scope="row">${words(name)}</th><td><code>${path}</code></td><td class="number">${count(files)}</td><td><code class="hash">${sha256}</code></td></tr>`,
  );
  return markup`<section id="origin"><h2>How this was made</h2>
<h3>Rules and options</h3><dl class="settings">${settings.filter(({ name }) => !PLACES.has(name)).map(settingOf)}</dl><p class="muted">Options in bold differ from their defaults.</p>
<h3>Inputs</h3><div class="scroll"><table class="inputs"><thead><tr><th scope="col">Input</th><th scope="col">Path</th><th scope="col">Files</th><th scope="col">SHA-256 over the names and hashes of all files</th></tr></thead><tbody>${rows}</tbody></table></div>
<h3>What it assumes</h3><ul class="assumptions">${ASSUMPTIONS.map((text) => markup`<li>${text}</li>`)}</ul>
<p class="muted">openbell ${version} · ${counted(counts['sessions'] ?? 0, 'session')} · ${counted(counts['stocks_with_prices'] ?? 0, 'stock')} with prices. The same inputs give the same file, byte for byte.</p></section>`;
}

/** Where things lie on one machine is no rule; what was read from there is listed as an input. */
const PLACES = new Set(['reports_dir', 'candidates', 'prices', 'output_dir', 'html_report']);

const ASSUMPTIONS = [
  'Entries fill at the open of their session. Planned exits lose the slippage at the open; a stop fills at its price, or at the open when that lies below it, and loses the slippage too, as the options above say.',
  'Nothing that is decided for a session looks at a bar of that session or a later one.',
  'Prices are as traded. Splits restate shares, entry and stop on their ex-date; dividends are not counted, neither in trades nor in the benchmark.',
  'Only stocks with a price file take part: a folder of today’s survivors flatters every rule.',
  'Orders are taken to fill in full and to move no price.',
];

function settingOf({ name, value, isDefault }: Setting): Html {
  const text = value === null ? 'none' : String(value);
  const shown = isDefault ? markup`${text}` : markup`<b>${text}</b>`;
  return markup`<div><dt>${words(name)}</dt><dd>${shown}</dd></div>`;
}
