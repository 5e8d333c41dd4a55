/**
 * Where Alpaca's documentation is silent or contradicts itself, the body of `POST /emulator/behaviour` says what the
 * paper world does from then on. Keys that are missing change nothing; unknown ones are errors.
 */
import * as z from 'zod';

const groups = z.enum(['allowed', 'refused-when-held', 'refused']);
const permission = z.enum(['allowed', 'refused']);

const behaviour = z
  .strictObject({
    oto: groups.optional(),
    bracket: groups.optional(),
    leg_replace: permission.optional(),
    oto_wash_trade: z.enum(['exempt', 'checked']).optional(),
    auctions: permission.optional(),
    repeated_cancel: z.enum(['refused', 'accepted']).optional(),
    day_leftover: z.enum(['expired', 'canceled']).optional(),
    extended_hours: z.enum(['day-or-gtc', 'day']).optional(),
    notional_decimals: z.union([z.literal(2), z.literal(4)]).optional(),
    resting_legs: z.enum(['block', 'exempt']).optional(),
    buy_stop_collar: z.enum(['applied', 'none']).optional(),
    night_replace: z.enum(['queued', 'refused']).optional(),
    stop_leg_fill: z.enum(['same-order', 'replaced']).optional(),
    stop_beside_target: z.enum(['new', 'held']).optional(),
    dividends: z.enum(['paid', 'ignored']).optional(),
    ticker_change: z.enum(['restated', 'canceled']).optional(),
  })
  .transform((asked) => ({
    ...(asked.oto !== undefined && { oto: asked.oto }),
    ...(asked.bracket !== undefined && { bracket: asked.bracket }),
    ...(asked.leg_replace !== undefined && { legReplace: asked.leg_replace }),
    ...(asked.oto_wash_trade !== undefined && { otoWashTrade: asked.oto_wash_trade }),
    ...(asked.auctions !== undefined && { auctions: asked.auctions }),
    ...(asked.repeated_cancel !== undefined && { repeatedCancel: asked.repeated_cancel }),
    ...(asked.day_leftover !== undefined && { dayLeftover: asked.day_leftover }),
    ...(asked.extended_hours !== undefined && { extendedHours: asked.extended_hours }),
    ...(asked.notional_decimals !== undefined && { notionalDecimals: asked.notional_decimals }),
    ...(asked.resting_legs !== undefined && { restingLegs: asked.resting_legs }),
    ...(asked.buy_stop_collar !== undefined && { buyStopCollar: asked.buy_stop_collar }),
    ...(asked.night_replace !== undefined && { nightReplace: asked.night_replace }),
    ...(asked.stop_beside_target !== undefined && { stopBesideTarget: asked.stop_beside_target }),
    ...(asked.stop_leg_fill !== undefined && { stopLegFill: asked.stop_leg_fill }),
    ...(asked.dividends !== undefined && { dividends: asked.dividends }),
    ...(asked.ticker_change !== undefined && { tickerChange: asked.ticker_change }),
  }));

export type BehaviourCommand = z.infer<typeof behaviour>;

export { behaviour as behaviourSchema };
