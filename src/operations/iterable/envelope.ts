/** The shapes of answers that many calls share. */
import { t, type JsonValue } from '../../contract/wireTypes';

export const Envelope = t.row('Envelope', { msg: t.text, code: t.text, params: t.json });

/** An answer to a call that worked. */
export const done = (msg = '', params: JsonValue = null) => ({ msg, code: 'Success', params });

const texts = t.rows(t.text);

export const FailedUpdates = t.row('FailedUpdates', {
  invalidEmails: texts,
  invalidUserIds: texts,
  notFoundEmails: texts,
  notFoundUserIds: texts,
  invalidDataEmails: texts,
  invalidDataUserIds: texts,
  conflictEmails: texts,
  conflictUserIds: texts,
  forgottenEmails: texts,
  forgottenUserIds: texts,
});

const bulk = {
  successCount: t.number,
  failCount: t.number,
  invalidEmails: texts,
  invalidUserIds: texts,
  filteredOutFields: texts,
  createdFields: texts,
  failedUpdates: FailedUpdates,
};

export const BulkAnswer = t.row('BulkAnswer', bulk);
export const BulkUpdateAnswer = t.row('BulkUpdateAnswer', { ...bulk, noOpEmails: texts, noOpUserIds: texts });
