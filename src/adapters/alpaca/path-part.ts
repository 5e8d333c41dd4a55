import { invariant } from '../../domain/invariant.ts';

const PATH_PART = /^\w[\w.:/-]{0,127}$/;

/** An id or symbol as one segment of a path. An empty one would turn "cancel this order" into "cancel all orders". */
export function pathPart(text: string): string {
  invariant(PATH_PART.test(text), `not an id or symbol: ${JSON.stringify(text)}`);
  return encodeURIComponent(text);
}
