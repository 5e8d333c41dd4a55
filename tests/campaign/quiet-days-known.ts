export const QUIET_DAYS: Readonly<Record<string, string>> = {};
