import { afterAll, describe, expect, it } from 'vitest';

import { runConfigShow } from '../../../live/operator/run-config-show.ts';
import { NO_PAINT } from '../../../src/views/paint.ts';
import { tradingFolder } from '../../support/trading-folder.ts';

const folder = tradingFolder({});
afterAll(() => {
  folder.remove();
});

describe('the configuration as it is shown', () => {
  it.each([false, true])(
    'does not tell the secret part of a webhook (json: %s) [I13]',
    async (json) => {
      folder.write(
        'own.yaml',
        'alert_webhook: https://hooks.example.org/services/CANARY-0123456789\n',
      );
      const told: string[] = [];
      const streams = {
        out: (text: string) => void told.push(text),
        err: (text: string) => void told.push(text),
        paint: NO_PAINT,
      };
      expect(await runConfigShow({ config: `${folder.path}/own.yaml`, json }, streams)).toBe(0);
      expect(told.join('\n')).toContain('https://hooks.example.org/[redacted]');
      expect(told.join('\n')).not.toContain('CANARY');
    },
  );
});
