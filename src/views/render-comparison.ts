import type { Comparison, Criterion, SwitchDecision } from '../rules/strategy-switch.ts';
import type { Paint } from './paint.ts';

const NAMES: Readonly<Record<Criterion['name'], string>> = {
  profit_factor: 'profit factor',
  max_drawdown_pct: 'max drawdown, %',
  pnl: 'P&L, $',
};

/** The verdict for a terminal: both numbers of each criterion, and how sure their difference is. */
export function renderComparison(
  { primary, shadow, span }: Comparison,
  decision: SwitchDecision,
  paint: Paint,
): string {
  const kept = span === null ? 'no day yet' : `${span.from} to ${span.to}, ${decision.days} days`;
  const { closedTrades, criteria, verdict, because } = decision;
  const lines = [
    `${paint.bold(`primary ${primary.name}, shadow ${shadow.name}`)} ${paint.dim(kept)}`,
    `closed trades: primary ${closedTrades.primary}, shadow ${closedTrades.shadow}`,
    '',
  ];
  if (criteria.length > 0)
    lines.push(paint.bold(HEAD), ...criteria.map((criterion) => rowOf(criterion, paint)), '');
  return [...lines, `${paint.bold(verdict)}: ${because}`].join('\n');
}

const HEAD = [
  'criterion'.padEnd(16),
  'primary'.padStart(12),
  'shadow'.padStart(12),
  'difference'.padStart(12),
  '95 % of it'.padStart(26),
  ' the shadow must be',
].join(' ');

function rowOf(criterion: Criterion, paint: Paint): string {
  const { name, primary, shadow, difference, interval, isMet, isProven, requires } = criterion;
  const between =
    interval === null ? 'not enough trades' : `${plain(interval.low)} … ${plain(interval.high)}`;
  const met = isMet ? paint.green('met') : paint.red('not met');
  const proven = isProven
    ? ''
    : interval === null
      ? ', not proven'
      : ', not proven: zero is inside';
  const numbers = [primary, shadow, difference].map((value) => plain(value).padStart(12));
  return [
    NAMES[name].padEnd(16),
    ...numbers,
    between.padStart(26),
    ` ${requires}: ${met}${proven}`,
  ].join(' ');
}

function plain(value: number): string {
  if (Number.isFinite(value)) return value.toFixed(2).replace(/^-/, '−');
  return value > 0 ? '∞' : '−∞';
}
