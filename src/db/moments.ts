/** Moments on the database's clock, which all processes share. */

/** A moment that is `?` microseconds ahead. */
export const LATER = 'TIMESTAMPADD(MICROSECOND, ?, UTC_TIMESTAMP(3))';
