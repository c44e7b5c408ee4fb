/** What tests of A/B launches need: definitions, their state, and readers who open and click. */
import PostalMime from 'postal-mime';
import type { NewAbDefinition } from '../../src/core/abtests/abDefinition';
import { createAbDefinition } from '../../src/core/abtests/abDefinitions';
import { until, type LaunchRealm } from './launchParts';
import type { SmtpSink, SunkMail } from './smtpSink';

type Wish = Partial<NewAbDefinition> & {
  readonly listId: number;
  /** Of the samples, A first. */
  readonly templates: readonly number[];
  readonly subjects?: readonly string[];
  readonly senders?: readonly string[];
};

/** A definition of ten percent each, decided by opens after an hour, but for what the wish says. */
export function makeDefinition(
  { realm, database }: LaunchRealm,
  { templates, subjects = [], senders = [], ...wish }: Wish,
): Promise<number> {
  const definition: NewAbDefinition = {
    name: `test ${Math.random()}`,
    description: '',
    segmentationId: 0,
    suppressionList: '',
    sampleType: 'percent',
    sampleSize: 10,
    measure: 'opens',
    maxMinutes: 60,
    threshold: 0,
    afterTest: 'send',
    samples: templates.map((templateId, i) => ({
      letter: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[i]!,
      templateId,
      subject: subjects[i] ?? '',
      fromAddress: senders[i] ?? '',
    })),
    ...wish,
  };
  return database.transaction((sql) => createAbDefinition(sql, realm, definition, new Date()));
}

export interface StoredResult {
  readonly ab_result_id: number;
  readonly rest_campaign_id: number;
  readonly status: string;
  readonly winner: string | null;
  readonly chosen_by: string | null;
}

/** The newest launch of a definition. */
export async function newestResult(
  { realm, database }: LaunchRealm,
  abDefinitionId: number,
): Promise<StoredResult> {
  const [result] = await database.rows<StoredResult>(
    'SELECT * FROM ab_results WHERE realm_id = ? AND ab_definition_id = ? ORDER BY ab_result_id DESC LIMIT 1',
    [realm.realmId, abDefinitionId],
  );
  return result!;
}

/** The time of the newest launch is up: it ends now, not in an hour. */
export async function letTimePass(launched: LaunchRealm, abDefinitionId: number): Promise<void> {
  const { ab_result_id } = await newestResult(launched, abDefinitionId);
  await launched.database.write(
    `UPDATE ab_results SET ends_at = UTC_TIMESTAMP(3), due_at = UTC_TIMESTAMP(3)
      WHERE ab_result_id = ? AND ends_at IS NOT NULL`,
    [ab_result_id],
  );
}

/** Waits until every campaign of the status `status` at least is over: all mail is with the relay. */
export const untilSent = (launched: LaunchRealm): Promise<void> =>
  until(async () => {
    const [row] = await launched.database.rows<{ n: number }>(
      "SELECT COUNT(*) AS n FROM campaigns WHERE realm_id = ? AND status NOT IN ('done', 'held', 'cancelled', 'sticky')",
      [launched.realm.realmId],
    );
    return row!.n === 0;
  });

/** Mails by the first line of their plain text, which templates of these tests begin with a word of their own. */
export const mailsWith = (sink: SmtpSink, word: string): SunkMail[] =>
  sink.mails.filter(({ raw }) => raw.toString('latin1').includes(word));

/** The first URL of an HTML mail that matches. */
export async function urlIn(mail: SunkMail, pattern: RegExp): Promise<string> {
  const { html = '' } = await PostalMime.parse(mail.raw);
  const found = pattern.exec(html.replaceAll('&amp;', '&'));
  if (!found) throw new Error('the mail has no such link');
  return found[0];
}
