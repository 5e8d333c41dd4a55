import type { Notifier } from '../../ports/notifier.ts';

/** Writes each alert as one line to the error stream: what cron mails to its owner. */
export function logNotifier(write: (line: string) => void): Notifier {
  return {
    notify: ({ code, message }) => {
      write(`ALERT ${code}: ${message}`);
      return Promise.resolve({ delivered: true });
    },
  };
}
