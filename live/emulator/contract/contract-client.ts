/** @see https://docs.alpaca.markets/docs/paper-trading */
export const PAPER_URL = 'https://paper-api.alpaca.markets';

/** What the contract needs of a broker: HTTP as it is on the wire, and time that passes. */
export type ContractRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** With keys that nobody has. */
  readonly isStranger?: boolean;
};

export type ContractReply = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
};

export type ContractClient = {
  /** Rejects when there is no reply. */
  call(request: ContractRequest): Promise<ContractReply>;
  /** Lets the broker work. */
  pause(milliseconds: number): Promise<void>;
};
