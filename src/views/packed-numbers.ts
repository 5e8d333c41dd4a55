/**
 * Whole numbers as short text: five bits a character, the sign in the lowest bit, as source maps do. Neighbours that
 * differ little are packed as differences. The alphabet needs no escape in JSON or HTML.
 */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map(Array.from(ALPHABET, (letter, value) => [letter.charCodeAt(0), value]));
const BASE = 32;

export function packNumbers(numbers: readonly number[]): string {
  let text = '';
  for (const number of numbers) text += packNumber(number);
  return text;
}

function packNumber(number: number): string {
  let rest = number < 0 ? -2 * number + 1 : 2 * number;
  let text = '';
  while (rest >= BASE) {
    text += ALPHABET[BASE + (rest % BASE)] ?? '';
    rest = Math.floor(rest / BASE);
  }
  return text + (ALPHABET[rest] ?? '');
}

export function unpackNumbers(text: string): number[] {
  const numbers: number[] = [];
  let [rest, weight] = [0, 1];
  for (let at = 0; at < text.length; at += 1) {
    const value = VALUES.get(text.charCodeAt(at)) ?? 0;
    rest += (value % BASE) * weight;
    weight *= BASE;
    if (value >= BASE) continue;
    numbers.push(rest % 2 === 1 ? -(rest - 1) / 2 : rest / 2);
    [rest, weight] = [0, 1];
  }
  return numbers;
}

/** Each as the difference to the one before it; the first to zero. */
export function packSteps(numbers: readonly number[]): string {
  return packNumbers(numbers.map((number, at) => number - (numbers[at - 1] ?? 0)));
}

export function unpackSteps(text: string): number[] {
  let last = 0;
  return unpackNumbers(text).map((step) => (last += step));
}
