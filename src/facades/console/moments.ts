/** Moments as people read them. */
import { formatDateTime } from '../../time/realmTime';
import { texts } from './texts';

/** In a zone, to the minute. */
export const moment = (date: Date | null, timeZone = 'UTC'): string =>
  date ? formatDateTime(date, timeZone).slice(0, 16) : texts.common.never;
