/** Names under which Nest hands out what is no class. */
export const SETTINGS = Symbol('settings');
export const BUSINESS = Symbol('business');
export const CLOCK = Symbol('clock');
export const LOG = Symbol('log');
