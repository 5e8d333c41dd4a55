/** One line that counts up, on a terminal only: a pipe or a log is told nothing. */
export type ProgressLine = {
  readonly show: (done: number, total: number) => void;
  readonly clear: () => void;
};

const WIDTH = 24;

export function progressLine(label: string): ProgressLine {
  if (!process.stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show(done, total) {
      const filled = total === 0 ? WIDTH : Math.floor((done / total) * WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
      process.stderr.write(`\r${label} ${bar} ${done}/${total} `);
    },
    clear: () => void process.stderr.write('\r\u001b[K'),
  };
}
