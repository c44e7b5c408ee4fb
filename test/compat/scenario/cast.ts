/** Who a run of the scenario is about, and how its calls name them in either kind of realm. */
import { csvRow } from './contactText';
import { bool, int, ref, text, type Argument, type Step } from './steps';

export type RealmKind = 'normal' | 'keyed';
export const KINDS: readonly RealmKind[] = ['normal', 'keyed'];

/** Distinguishes the data of a run. It is also part of field and class names, so letters and digits only. */
export const tagOf = (client: string, kind: RealmKind): string =>
  `${client}-${kind}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

export const session = ref('session', 'session');
export const listId = ref('listId', 'listId');
export const templateId = ref('templateId', 'templateId');
export const campaignId = ref('campaignId', 'campaignId');

/** A contact of the scenario. */
export interface Person {
  readonly email: string;
  readonly key: string;
  /** The argument that names the contact in this kind of realm. */
  readonly who: Argument;
  /** The arguments that name it where the call may create it. */
  readonly newcomer: readonly Argument[];
  /** The key where answers show it, as the last column. */
  readonly keyColumn: readonly string[];
}

/** Names that no other run uses. */
export interface Cast {
  readonly keyed: boolean;
  readonly jose: Person;
  /** Is subscribed only to leave again. */
  readonly leaver: Person;
  /** Is there before the run, on no list of it. */
  readonly reader: Person;
  readonly listName: string;
  readonly ruleName: string;
  readonly definitionName: string;
  /** User name of two social accounts, on FACEBOOK and on TWITTER. */
  readonly accountName: string;
  /** A custom field's name. */
  readonly field: (name: string) => string;
  /** The command of this kind of realm. */
  readonly named: (operation: string) => string;
}

/** @param tag letters and digits that no other run has */
export function castOf(kind: RealmKind, tag: string): Cast {
  const keyed = kind === 'keyed';
  const person = (name: string): Person => {
    const email = `${name}.${tag.toLowerCase()}@example.com`;
    const key = `Kündin-${tag} <1&2> ${name}/B`;
    const who = keyed ? text('customerKey', key) : text('email', email);
    const newcomer = keyed ? [who, text('email', email)] : [who];
    return { email, key, who, newcomer, keyColumn: keyed ? [key] : [] };
  };
  return {
    keyed,
    jose: person('jose'),
    leaver: person('leaver'),
    reader: person('reader'),
    listName: `News ${tag}`,
    ruleName: `Called ${tag}`,
    definitionName: `Subjects ${tag}`,
    accountName: `Konto ${tag}`,
    field: (name) => `${name}_${tag}`,
    named: (operation) => (keyed ? `${operation}ByCustomerKey` : operation),
  };
}

/** What subscribes a person to the list of the run. */
export const subscription = ({ newcomer }: Person): Argument[] => [
  session,
  ...newcomer,
  listId,
  int('emailFormat', 99),
];

export const numberOf = ({ keyed, named }: Cast, step: string, { who }: Person): Step => ({
  step,
  operation: named('getSubscriberID'),
  args: keyed ? [session, who] : [session, who, text('firstName', '')],
  expect: { above: 1000 },
});

export const allDataOf = (
  { named }: Cast,
  step: string,
  { who }: Person,
  returnXml: boolean,
  expect: Step['expect'],
): Step => ({
  step,
  operation: named('userGetAllData'),
  args: [session, who, bool('returnXml', returnXml)],
  expect,
});

/** Reads one field of `jose`. */
export const valueOf = (
  { named, keyed, jose }: Cast,
  step: string,
  name: string,
  expected: string,
): Step => ({
  step,
  operation: named('userGetData'),
  args: [
    session,
    jose.who,
    ...(keyed ? [] : [text('firstName', '')]),
    text('fieldName', name),
    bool('returnXml', false),
  ],
  expect: { value: csvRow([expected]) },
});
