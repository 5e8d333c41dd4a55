/** Figures as people read them. A minus is a minus sign, not a hyphen. */
import type { Measure } from '../rules/measure.ts';

export const MINUS = '−';

/** A figure with its unit, or why there is none. */
export function shown({ value, reason }: Measure, unit: string): string {
  return value === null ? reason : `${plain(value)}${unit}`;
}

export function plain(value: number, decimals = 2): string {
  if (!Number.isFinite(value)) return '∞';
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && /[1-9]/.test(text) ? `${MINUS}${text}` : text;
}

/** With a plus before what is above zero. */
export function signed(value: number, decimals = 2): string {
  const text = plain(value, decimals);
  return value > 0 && /[1-9∞]/.test(text) ? `+${text}` : text;
}

export function dollars(value: number, decimals = 2): string {
  return `${isNegative(value, decimals) ? MINUS : ''}$${grouped(Math.abs(value), decimals)}`;
}

export function signedDollars(value: number, decimals = 2): string {
  const text = dollars(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

export function count(value: number): string {
  return grouped(value, 0);
}

/** `1 trade`, `2 trades`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Of one share: to the cent, below a dollar to the hundredth of a cent. */
export function price(value: number): string {
  return grouped(value, value < 1 ? 4 : 2);
}

/** Names of the program, such as `stop_loss`, as words. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

function isNegative(value: number, decimals: number): boolean {
  return value < 0 && /[1-9]/.test(value.toFixed(decimals));
}

function grouped(value: number, decimals: number): string {
  return value.toFixed(decimals).replaceAll(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');
}
