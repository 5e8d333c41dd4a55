import type { Finding } from '../domain/finding.ts';
import { formatMoney } from '../domain/money.ts';
import { OUTCOMES, type Outcome } from '../domain/outcome.ts';
import type { Position } from '../domain/position.ts';
import type { EntryDecision, ExitOrder, AlreadyDone, Denied } from '../plans/order-plan.ts';
import type { Paint } from './paint.ts';
import { renderFindings } from './render-findings.ts';

export type ExecutionView = {
  readonly tradeDate: string;
  readonly steps: readonly string[];
  readonly findings: readonly Finding[];
  readonly positions: readonly Position[];
  readonly covered: number;
  readonly outcome: Outcome;
};

/** What the executor did and what is held now, with the stop of each position. */
export function renderExecution(view: ExecutionView, paint: Paint): string {
  const lines = [paint.bold(`Execution of ${view.tradeDate}`), ''];
  lines.push(
    ...(view.steps.length === 0
      ? ['  nothing had to be sent']
      : view.steps.map((step) => `  ${step}`)),
    '',
  );
  lines.push(paint.bold('Positions'), ...renderPositions(view.positions), '');
  if (view.findings.length > 0)
    lines.push(paint.bold('Findings'), ...renderFindings(view.findings, paint), '');
  const covered = `${view.covered} of ${view.positions.length} positions are covered`;
  const colour = view.outcome === 'done' ? paint.green : paint.yellow;
  const ending = view.outcome === 'done' ? 'done' : OUTCOMES[view.outcome].meaning;
  lines.push(`${colour(ending)}; ${covered} by a stop at the broker or a working sell`);
  return lines.join('\n');
}

export function renderPositions(positions: readonly Position[]): string[] {
  if (positions.length === 0) return ['  none'];
  return positions.map(({ ticker, shares, entryDate, entryPrice, stopPrice }) => {
    const prices = `entry ${formatMoney(entryPrice).padStart(9)}  stop ${formatMoney(stopPrice).padStart(9)}`;
    return `  ${ticker.padEnd(6)} ${String(shares).padStart(6)} shares  since ${entryDate}  ${prices}`;
  });
}

/** What has to be put right before anything new. */
export type Recovery =
  | { readonly kind: 'cancel'; readonly ticker: string; readonly clientOrderId: string }
  | ({ readonly kind: 'stop' } & RestingStop)
  | ({ readonly kind: 'replace'; readonly fault: string } & RestingStop);
type RestingStop = Pick<Position, 'ticker' | 'shares' | 'stopPrice'>;

export type DifferenceView = {
  readonly tradeDate: string;
  readonly held: readonly Position[];
  readonly recovery: readonly Recovery[];
  readonly exits: readonly (ExitOrder | AlreadyDone | Denied)[];
  readonly entries: readonly EntryDecision[];
  readonly findings: readonly Finding[];
  readonly gates: readonly string[];
  readonly cash: { readonly before: string; readonly after: string };
  readonly exposure: { readonly before: string; readonly after: string };
};

/** A dry run: per symbol what is held, and what would be cancelled, sold, bought and protected. */
export function renderDifference(view: DifferenceView, paint: Paint): string {
  const lines = [
    `${paint.bold(`Dry run of ${view.tradeDate}`)}: nothing is sent, nothing is written`,
    '',
  ];
  lines.push(paint.bold('Held'), ...renderPositions(view.held), '');
  const changes = [
    ...view.recovery.flatMap(recoveryLines),
    ...view.exits.flatMap(exitLines),
    ...view.entries.map(entryLine),
  ];
  lines.push(paint.bold('Would change'), ...(changes.length === 0 ? ['  nothing'] : changes), '');
  lines.push(`cash      ${view.cash.before} → ${view.cash.after}`);
  lines.push(`exposure  ${view.exposure.before} → ${view.exposure.after}`, '');
  for (const gate of view.gates) lines.push(paint.yellow(`gate: ${gate}`));
  if (view.findings.length > 0)
    lines.push(paint.bold('Findings'), ...renderFindings(view.findings, paint));
  return lines.join('\n').trimEnd();
}

function recoveryLines(recovery: Recovery): string[] {
  const name = `  ${recovery.ticker.padEnd(6)}`;
  if (recovery.kind === 'cancel')
    return [`- ${name} cancel the entry ${recovery.clientOrderId}, which may not fill any more`];
  const stop = `${name} stop for ${recovery.shares} at ${formatMoney(recovery.stopPrice)}`;
  if (recovery.kind === 'stop') return [`+ ${stop}: it has none`];
  return [`- ${name} cancel its stop: ${recovery.fault}`, `+ ${stop}`];
}

function exitLines(exit: ExitOrder | AlreadyDone | Denied): string[] {
  const name = `  ${exit.ticker.padEnd(6)}`;
  switch (exit.kind) {
    case 'sell': {
      const cancels = exit.cancel.map((stop) => {
        const at =
          stop.plannedStopPrice === null ? '' : ` at ${formatMoney(stop.plannedStopPrice)}`;
        return `- ${name} cancel its stop${at}`;
      });
      return [
        ...cancels,
        `- ${name} sell ${exit.position.shares} at the market (${exit.reason.replaceAll('_', ' ')})`,
      ];
    }
    case 'already':
      return [`  ${name} ${exit.clientOrderId} was sent already`];
    case 'denied':
      return [`! ${name} not sold: ${exit.message}`];
  }
}

function entryLine(entry: EntryDecision): string {
  const name = `  ${entry.ticker.padEnd(6)}`;
  switch (entry.kind) {
    case 'buy': {
      const at = `near ${formatMoney(entry.latestPrice)}`;
      return `+ ${name} buy ${entry.qty} at the market ${at}, stop resting at ${formatMoney(entry.stopPrice)}`;
    }
    case 'already':
      return `  ${name} ${entry.clientOrderId} was sent already`;
    case 'deferred':
      return `+ ${name} buy, after the sells have made room`;
    case 'denied':
      return `! ${name} not bought: ${entry.message} [${entry.code}]`;
  }
}
