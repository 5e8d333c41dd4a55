/**
 * The connection broke and there is no reply. An application throws it instead of answering: whoever serves the
 * application ends the connection without a byte, and an in-process client sees what a broken socket looks like.
 * Nothing says whether the application acted.
 */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** What Node calls it. */
  readonly code = 'ECONNRESET';
}
