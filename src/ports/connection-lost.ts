/** What had been sent when a connection broke. */
export type PartialReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * The connection broke and there is no whole reply. An application throws it instead of answering: whoever serves the
 * application sends what was to be sent and ends the connection, and an in-process client sees what a broken socket
 * looks like. Nothing says whether the application acted.
 */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** What Node calls it. */
  readonly code = 'ECONNRESET';
  /** Null: not a byte. */
  readonly sent: PartialReply | null;

  constructor(message: string, sent: PartialReply | null = null) {
    super(message);
    this.sent = sent;
  }
}
