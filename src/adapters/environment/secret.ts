import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/** A value that no log, template, JSON or inspector shows. `reveal` is called where it leaves for its owner, nowhere else. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
