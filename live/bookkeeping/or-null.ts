import { BrokerError } from '../../src/ports/broker.ts';

/** What cannot be read proves nothing, and is said to be missing: it never stands for "nothing has happened". */
export async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof BrokerError && error.kind !== 'unauthorized') return null;
    throw error;
  }
}
