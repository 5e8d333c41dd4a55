const WIDTH = 24;

/** How far something has come, in one line. */
export function progressBar(label: string, done: number, total: number): string {
  const filled = total === 0 ? WIDTH : Math.floor((done / total) * WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
  return `${label} ${bar} ${done}/${total}`;
}
