import axios from 'axios';

import type { Alert, Notifier } from '../../ports/notifier.ts';

const TIMEOUT_MS = 5_000;

/** Posts each alert as JSON (`text` is what Slack and its kin show). A channel that is down is said, never thrown. */
export function webhookNotifier(url: string): Notifier {
  return {
    async notify(alert: Alert) {
      try {
        const text = `openbell ${alert.code}: ${alert.message}`;
        const body = { text, code: alert.code, subject: alert.subject };
        await axios.post(url, body, { timeout: TIMEOUT_MS, maxRedirects: 0, proxy: false });
        return { delivered: true };
      } catch {
        return { delivered: false };
      }
    },
  };
}
