/**
 * Ids as Alpaca's look, UUID version 4, but made from a seed and a counter: the same run gives the same ids. The
 * counter is the last group, so two ids of one account can never be equal.
 */
export function deterministicId(seed: string, sequence: number): string {
  const text = `${seed}/${sequence}`;
  const group = (salt: number, digits: number): string =>
    hash(text, salt).toString(16).padStart(8, '0').slice(0, digits);
  const variant = '89ab'.charAt(hash(text, 5) % 4);
  const counter = sequence.toString(16).padStart(12, '0');
  return `${group(1, 8)}-${group(2, 4)}-4${group(3, 3)}-${variant}${group(4, 3)}-${counter}`;
}

/** A number from 0 to 1 (exclusive) that looks random and depends on the text alone. */
export function deterministicChance(text: string, salt: number): number {
  return hash(text, salt) / 0x1_0000_0000;
}

/** FNV-1a with a salt and a final mix, 32 bits. */
function hash(text: string, salt: number): number {
  let value = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1);
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
