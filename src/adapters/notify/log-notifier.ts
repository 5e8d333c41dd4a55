import type { Notifier } from '../../ports/notifier.ts';

/** Whatever would end a line, move the cursor or turn the writing around. */
const NOT_ON_A_LINE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;

/** Writes each alert as one line to the error stream, whatever is in its message: what cron mails to its owner. */
export function logNotifier(write: (line: string) => void): Notifier {
  return {
    notify: ({ code, message }) => {
      write(`ALERT ${code}: ${message}`.replace(NOT_ON_A_LINE, ' '));
      return Promise.resolve({ delivered: true });
    },
  };
}
