import type { ConfigurationBody } from '../../src/contracts/account-queries.ts';
import type { AccountConfiguration } from '../../src/paper-broker/paper-state.ts';
import type { WireObject } from './replies.ts';

export function wireConfiguration(configuration: AccountConfiguration): WireObject {
  return {
    suspend_trade: configuration.suspendTrade,
    no_shorting: configuration.noShorting,
    fractional_trading: configuration.fractionalTrading,
    max_margin_multiplier: String(configuration.maxMarginMultiplier),
    trade_confirm_email: configuration.tradeConfirmEmail,
    ptp_no_exception_entry: configuration.ptpNoExceptionEntry,
    max_options_trading_level: configuration.maxOptionsTradingLevel,
    disable_overnight_trading: configuration.disableOvernightTrading,
  };
}

/** Only what the body names. */
export function configurationPatch(body: ConfigurationBody): Partial<AccountConfiguration> {
  return {
    ...(body.suspend_trade !== undefined && { suspendTrade: body.suspend_trade }),
    ...(body.no_shorting !== undefined && { noShorting: body.no_shorting }),
    ...(body.fractional_trading !== undefined && { fractionalTrading: body.fractional_trading }),
    ...(body.max_margin_multiplier !== undefined && {
      maxMarginMultiplier: body.max_margin_multiplier,
    }),
    ...(body.trade_confirm_email !== undefined && { tradeConfirmEmail: body.trade_confirm_email }),
    ...(body.ptp_no_exception_entry !== undefined && {
      ptpNoExceptionEntry: body.ptp_no_exception_entry,
    }),
    ...(body.max_options_trading_level !== undefined && {
      maxOptionsTradingLevel: body.max_options_trading_level,
    }),
    ...(body.disable_overnight_trading !== undefined && {
      disableOvernightTrading: body.disable_overnight_trading,
    }),
  };
}
