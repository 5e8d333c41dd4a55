/** The forms numbers take in reports. Each reader takes a whole text and gives undefined unless all of it fits. */

const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d{1,10})?`;
const SIGN = '[+−–▲▼↑↓-]';

const SCORE = new RegExp(
  String.raw`^(?<value>-?(?:${NUMBER}))\s*(?:/\s*(?<scale>100|5)(?:\.0+)?)?\s*(?:\(\s*(?<pct>${NUMBER})\s*%\s*\))?\s*(?<points>pts?\.?|points?)?$`,
  'iu',
);
const MONEY = new RegExp(
  String.raw`^~?(?<sign>-)?(?:US)?(?<dollar>\$)\s?(?<value>${NUMBER})(?:\s*USD)?(?<rest>\s*[(,|]?\s*${SIGN}?.*)?$`,
  'u',
);
const PERCENT = new RegExp(
  String.raw`^\(?(?<sign>${SIGN})?\s*(?<value>${NUMBER})\s*%\s*\)?(?:\s*(?:gap|gap[- ]up|today))?$`,
  'iu',
);
const PLAIN = new RegExp(String.raw`^-?(?:${NUMBER})$`);

export type ScoreForm = {
  readonly form: 'hundred' | 'points' | 'five' | 'bare';
  /** As written: on a five-point scale for `five`. */
  readonly value: number;
  /** `4.10 / 5.00 (82%)`: the per cent agree with the points. */
  readonly confirmed: boolean;
};

export function readScore(text: string): ScoreForm | undefined {
  const groups = SCORE.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const value = toNumber(groups['value'] ?? '');
  const pct = groups['pct'] === undefined ? undefined : toNumber(groups['pct']);
  if (groups['scale'] === '100') return { form: 'hundred', value, confirmed: false };
  if (groups['scale'] === '5')
    return { form: 'five', value, confirmed: pct !== undefined && Math.abs(value * 20 - pct) <= 1 };
  if (pct !== undefined) return undefined;
  return { form: groups['points'] === undefined ? 'bare' : 'points', value, confirmed: false };
}

/** From the five-point scale to 0–100, without the dust of binary fractions. */
export function fivePointsAsHundred(value: number): number {
  return Math.round(value * 2_000) / 100;
}

/** A dollar amount with, perhaps, a change in per cent behind it. `$1.2B` is no price. */
export function readMoney(
  text: string,
): { readonly dollars: number; readonly changePct: number | null } | undefined {
  const groups = MONEY.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const rest = (groups['rest'] ?? '').replace(/^[\s,|]+/, '');
  const changePct = rest === '' ? null : readPercent(rest);
  if (changePct === undefined) return undefined;
  const dollars = toNumber(groups['value'] ?? '');
  return { dollars: groups['sign'] === undefined ? dollars : -dollars, changePct };
}

/** `+7.2%`, `(−3%)`, `▼ 3 %`. */
export function readPercent(text: string): number | undefined {
  const groups = PERCENT.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const value = toNumber(groups['value'] ?? '');
  return /^[−–▼↓-]$/.test(groups['sign'] ?? '') ? -value : value;
}

export function readPlain(text: string): number | undefined {
  return PLAIN.test(text) ? toNumber(text) : undefined;
}

function toNumber(text: string): number {
  return Number(text.replaceAll(',', ''));
}
