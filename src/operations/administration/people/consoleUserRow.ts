/** A user of the console as administrative operations answer it. */
import { ROLES } from '../../../contract/people';
import { t } from '../../../contract/wireTypes';

export const RealmRole = t.row('RealmRole', { realm: t.text, role: t.oneOf(...ROLES) });

export const ConsoleUserRow = t.row('ConsoleUser', {
  name: t.text,
  /** Owner of the gateway, and so of every realm. */
  isOwner: t.boolean,
  /** Has chosen a password. */
  isSetUp: t.boolean,
  hasTotp: t.boolean,
  createdAt: t.moment,
  lastLoginAt: t.dateTime,
  /** Null while they may log in. */
  disabledAt: t.dateTime,
  roles: t.rows(RealmRole),
});

/** The word of a set-up link, which is shown once. */
export const SetUpLink = t.row('SetUpLink', { name: t.text, link: t.text });
