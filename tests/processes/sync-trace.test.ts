import { describe, expect, it } from 'vitest';

import { readSyncs } from './sync-trace.ts';

const WRITE = '7 pwrite64(21</x/live/state.db-wal>, "..."..., 4096, 32) = 4096';
const SYNC = '7 fdatasync(21</x/live/state.db-wal>) = 0';
const POST = '7 write(19<socket:[123]>, "POST /v2/orders HTTP/1.1\\r\\nAccep"..., 400) = 400';
const GET = '7 write(19<socket:[123]>, "GET /v2/orders HTTP/1.1\\r\\nAccept"..., 400) = 400';

describe('a trace of system calls', () => {
  it('is fine where the log is synced before every order', () => {
    expect(readSyncs([WRITE, SYNC, GET, POST, WRITE, SYNC, POST].join('\n'))).toEqual({
      requests: 2,
      syncs: 2,
      problems: [],
    });
  });

  it.each([
    ['an intent that was not synced', [WRITE, POST, SYNC]],
    ['a sync that failed', [WRITE, SYNC.replace('= 0', '= -1 EIO'), POST]],
    ['a second order after one commit', [WRITE, SYNC, POST, POST]],
  ])('shows %s', (_, lines) => {
    expect(readSyncs(lines.join('\n')).problems).not.toEqual([]);
  });
});
