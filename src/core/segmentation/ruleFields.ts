/**
 * What a rule can ask about: the fields of a contact, its subscriptions and its events, each with the place in the
 * database where its values stand. A rule is asked of the rows of a list: `s` is the subscription, `c` the contact.
 */
import { FIELD_TYPES, type CustomField } from '../fields/customField';
import { customFieldNamed } from '../fields/customFields';
import { STANDARD_FIELDS, standardField } from '../fields/standardFields';
import type { Condition } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import { EVENT_TYPES, type EventType } from '../events/events';
import type { RelationalTable } from '../relational/relationalTable';
import { closest } from '../../text/closest';
import { relatedField } from './relationalFields';
import { UnknownField } from './unknownField';

/**
 * How values compare. `text` in any case, `folded` as addresses and first names do, `key` byte for byte; `list` and
 * `campaign` are numbers of such things, of which a contact may have many.
 */
export type RuleFieldKind = 'text' | 'folded' | 'key' | 'number' | 'date' | 'list' | 'campaign';

export interface RuleField {
  /** For error texts. */
  readonly name: string;
  readonly kind: RuleFieldKind;
  /** SQL expression of one value. */
  readonly value: Condition;
  /** Makes a test of a value into one of the contact: any of its values passes. */
  readonly some: (test: Condition) => Condition;
  /** True for a count, which is there for everybody: it "exists" if it is not 0. */
  readonly isCount?: true;
  /** True if the value stands in the row of the contact, `c`. */
  readonly isOfContact?: true;
}

/** Events by the name that rules know them by. */
const EVENTS: Readonly<Record<string, readonly EventType[]>> = {
  sent: ['sent'],
  opened: ['open'],
  clicked: ['click'],
  bounced: ['softBounce', 'hardBounce', 'block'],
  complained: ['complaint'],
  unsubscribed: ['unsubscribe', 'globalUnsubscribe', 'universalUnsubscribe'],
  forwarded: ['forward', 'anonymousForward'],
};

/** Something that is no field of a contact. */
interface Notion {
  /** What the number in its parentheses is; null if it takes none. */
  readonly argument: 'list' | 'campaign' | null;
  /** The field; `id` is the number in the parentheses. */
  readonly field: (realm: Realm, name: string, id: number | null) => RuleField;
}

const itself = (test: Condition): Condition => test;
const column = (sql: string): Condition => ({ sql, values: [] });

const subscribed = (kind: RuleFieldKind, own: string): Notion => ({
  argument: 'list',
  field: ({ realmId }, name, listId) =>
    listId === null
      ? { name, kind, value: column(`s.${own}`), some: itself }
      : {
          name,
          kind,
          value: column(`o.${own}`),
          some: ({ sql, values }) => ({
            sql: `s.contact_id IN (SELECT o.contact_id FROM subscriptions o WHERE o.realm_id = ? AND o.list_id = ? AND ${sql})`,
            values: [realmId, listId, ...values],
          }),
        },
});

const lists: Notion = {
  argument: null,
  field: ({ realmId }, name) => ({
    name,
    kind: 'list',
    value: column('o.list_id'),
    some: ({ sql, values }) => ({
      sql: `s.contact_id IN (SELECT o.contact_id FROM subscriptions o WHERE o.realm_id = ? AND ${sql})`,
      values: [realmId, ...values],
    }),
  }),
};

/** The rows of a contact's events of some types, of one campaign or of all. */
function eventRows({ realmId }: Realm, types: readonly EventType[], campaignId: number | null): Condition {
  const numbers = types.map((type) => EVENT_TYPES[type]);
  return {
    sql: `e.realm_id = ? AND e.event_type IN (${numbers.map(() => '?').join(', ')})${campaignId === null ? '' : ' AND e.campaign_id = ?'}`,
    values: [realmId, ...numbers, ...(campaignId === null ? [] : [campaignId])],
  };
}

const event = (types: readonly EventType[], kind: 'campaign' | 'date'): Notion => ({
  argument: 'campaign',
  field: (realm, name, campaignId) => {
    const rows = eventRows(realm, types, campaignId);
    return {
      name,
      kind,
      value: column(kind === 'date' ? 'e.occurred_at' : 'e.campaign_id'),
      some: ({ sql, values }) => ({
        sql: `s.contact_id IN (SELECT e.contact_id FROM events e WHERE ${rows.sql} AND ${sql})`,
        values: [...rows.values, ...values],
      }),
    };
  },
});

const eventCount = (types: readonly EventType[]): Notion => ({
  argument: 'campaign',
  field: (realm, name, campaignId) => {
    const rows = eventRows(realm, types, campaignId);
    return {
      name,
      kind: 'number',
      value: {
        sql: `(SELECT COUNT(*) FROM events e WHERE e.contact_id = s.contact_id AND ${rows.sql})`,
        values: rows.values,
      },
      some: itself,
      isCount: true,
    };
  },
});

/** By name, in lower case. */
const NOTIONS: ReadonlyMap<string, Notion> = new Map<string, Notion>([
  ['list', lists],
  ['lists', lists],
  ['format', subscribed('number', 'email_format')],
  ['subscribed_date', subscribed('date', 'created_at')],
  ['subscription_date', subscribed('date', 'created_at')],
  ...Object.entries(EVENTS).flatMap(([name, types]): [string, Notion][] => [
    [name, event(types, 'campaign')],
    [`${name}_date`, event(types, 'date')],
    [`${name}_count`, eventCount(types)],
  ]),
]);

/** What the number in a field's parentheses is; null if it takes none. */
export const argumentKind = (name: string): Notion['argument'] =>
  NOTIONS.get(name.toLowerCase())?.argument ?? null;

/**
 * The field that a name means in this realm.
 * @param isCalled parentheses stand behind the name
 * @throws {UnknownField}
 */
export function ruleField(
  realm: Realm,
  custom: readonly CustomField[],
  tables: readonly RelationalTable[],
  name: string,
  isCalled: boolean,
  argument: number | null,
): RuleField {
  if (name.includes('.')) return relatedField(realm, tables, name, isCalled);
  const lower = name.toLowerCase();
  const notion = NOTIONS.get(lower);
  const own = isCalled ? undefined : (contactField(realm, name) ?? customRuleField(realm, custom, name));
  if (own && notion)
    throw new UnknownField(
      `${name} can mean two things: write custom_${name} for the field of the contacts, or ${lower}() for the other`,
    );
  if (own) return own;
  if (notion) return notion.field(realm, lower, argument);
  if (isCalled && (contactField(realm, name) ?? customFieldNamed(custom, name)))
    throw new UnknownField(`the field ${name} takes no parentheses`);
  throw new UnknownField(unknown(realm, custom, name));
}

function contactField(realm: Realm, name: string): RuleField | undefined {
  const standard = standardField(name);
  if (standard?.name === 'email')
    return ofContact('email', 'folded', realm.identity.addressRequired ? 'c.email' : "COALESCE(c.email, '')");
  if (standard?.name === 'first') return ofContact('first', 'folded', 'c.first_name');
  if (standard) return ofContact(standard.name, 'text', `c.${standard.column}`);
  switch (name.toLowerCase()) {
    case 'subscriber_id':
      return ofContact('subscriber_id', 'number', 's.contact_id');
    case 'created_date':
      return ofContact('created_date', 'date', 'c.created_at');
    case 'customer_key':
      if (realm.identity.hasKey)
        return ofContact(
          'customer_key',
          'key',
          realm.identity.keyRequired ? 'c.customer_key' : "COALESCE(c.customer_key, '')",
        );
      throw new UnknownField('customer_key is a field of Customer Key realms, and this realm is none');
    default:
      return undefined;
  }
}

const ofContact = (name: string, kind: RuleFieldKind, sql: string): RuleField => ({
  name,
  kind,
  value: column(sql),
  some: itself,
  ...(/\bc\./.test(sql) ? { isOfContact: true } : {}),
});

function customRuleField(
  { realmId }: Realm,
  custom: readonly CustomField[],
  name: string,
): RuleField | undefined {
  const field = customFieldNamed(custom, name);
  if (!field) return undefined;
  const isNumber = field.type === FIELD_TYPES.number || field.type === FIELD_TYPES.float;
  const kind = isNumber ? 'number' : field.type === FIELD_TYPES.date ? 'date' : 'text';
  return {
    name: field.name,
    kind,
    value: column(`v.${kind}_value`),
    some: ({ sql, values }) => ({
      sql: `s.contact_id IN (SELECT v.contact_id FROM contact_values v WHERE v.realm_id = ? AND v.field_id = ? AND ${sql})`,
      values: [realmId, field.fieldId, ...values],
    }),
  };
}

function unknown(realm: Realm, custom: readonly CustomField[], name: string): string {
  const shown = [...name].slice(0, 64).join('');
  const names = [
    ...STANDARD_FIELDS.map((field) => field.name),
    ...(realm.identity.hasKey ? ['customer_key'] : []),
    ...custom.map((field) => field.name),
    'subscriber_id',
    'created_date',
    ...NOTIONS.keys(),
  ];
  const near =
    custom.find((field) => field.name.toLowerCase() === shown.toLowerCase())?.name ??
    closest(shown.toLowerCase(), names);
  return `there is no field named ${shown} in this realm${near === undefined ? '' : ` (did you mean ${near}?)`}`;
}
