/** A promise this code makes to itself was broken: always a bug here, never bad input or a failing world. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Stays on in production: money and safety code states what must hold, with the value in the message. */
export function invariant(holds: boolean, message: string): asserts holds {
  if (!holds) throw new InvariantError(message);
}

/** For the arm of a switch that the types say cannot be reached. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable value: ${JSON.stringify(value)}`);
}
