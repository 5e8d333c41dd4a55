import nock from 'nock';
import { afterAll, afterEach, beforeAll } from 'vitest';

/**
 * For the tests of the surrounding file or `describe`, requests meet what `nock` was told, and nothing else. Test files share
 * a process: what was not asked for is dropped after each test, and the network is itself again at the end.
 */
export function nockTheNetwork(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => {
    nock.abortPendingRequests();
    nock.cleanAll();
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}
