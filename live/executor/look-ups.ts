/**
 * Reads lag behind writes by up to ten seconds: an order is only believed absent after this many look-ups, this far
 * apart.
 */
export const LOOK_UPS = 3;
export const LOOK_UP_PAUSE_MS = 5_000;
