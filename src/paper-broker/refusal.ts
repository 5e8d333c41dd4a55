import type { OrderFacts } from './order-facts.ts';
import type { PaperOrderRequest } from '../domain/paper-request.ts';

export type PaperRefusal = {
  readonly kind: 'refused';
  readonly httpStatus: number;
  readonly code: number;
  readonly message: string;
  /** The extra fields of the error body. */
  readonly details: Readonly<Record<string, string>>;
};

/** One row of a table of refusals: undefined when it has nothing against the order. */
export type Check = (facts: OrderFacts) => PaperRefusal | undefined;

type Text = string | ((facts: OrderFacts) => string);

export const invalid = checksAnswering(422, 40010001);
export const unprocessable = checksAnswering(422, 42210000);
export const forbidden = checksAnswering(403, 40310000);

export function refusal(httpStatus: number, code: number, message: string): PaperRefusal {
  return { kind: 'refused', httpStatus, code, message, details: {} };
}

export function firstRefusal(
  checks: readonly Check[],
  facts: OrderFacts,
): PaperRefusal | undefined {
  for (const check of checks) {
    const refused = check(facts);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** The rows hold only for orders of that class. */
export function ofClass(
  orderClass: PaperOrderRequest['orderClass'],
  checks: readonly Check[],
): Check {
  return (facts) =>
    facts.request.orderClass === orderClass ? firstRefusal(checks, facts) : undefined;
}

function checksAnswering(httpStatus: number, code: number) {
  return (
      holds: (facts: OrderFacts) => boolean,
      text: Text,
      details: (facts: OrderFacts) => Readonly<Record<string, string>> = () => ({}),
    ): Check =>
    (facts) => {
      if (!holds(facts)) return undefined;
      const message = typeof text === 'string' ? text : text(facts);
      return { kind: 'refused', httpStatus, code, message, details: details(facts) };
    };
}
