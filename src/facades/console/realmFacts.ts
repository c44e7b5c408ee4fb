/** What pages of a realm ask of it: its zone, and by what it knows its contacts. */
import type { Visit } from './visit';
import { texts } from './texts';

export interface RealmFacts {
  readonly timeZone: string;
  /** Name of the identity scheme. */
  readonly identity: string;
  readonly hasKey: boolean;
  /** What the key is called there. */
  readonly keyWord: string;
  readonly keyIdentifies: boolean;
}

export async function realmFacts(visit: Visit): Promise<RealmFacts> {
  const { timeZone, identity, keyIdentifies } = await visit.call<{
    timeZone: string;
    identity: string;
    keyIdentifies: boolean;
  }>('realmShow');
  return {
    timeZone,
    identity,
    keyIdentifies,
    hasKey: identity !== 'email_first_name',
    keyWord: texts.keyWords[identity] ?? texts.keyWords.customer_key!,
  };
}
