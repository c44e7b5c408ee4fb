/** Reporting events about users: who is meant, when it happened, and what is kept. */
import type { DataFields, DataValue } from '../../../core/profiles/dataValue';
import { trackEvents, type NewTrackedEvent, type Tracked } from '../../../core/profiles/trackEvents';
import { iterableError } from '../iterableError';
import type { ProjectContext } from '../iterableOperation';
import type { UserValue, WriteRules } from '../personRequest';
import { withTypeErrors, writeUser } from '../writeUsers';

/** In projects by address nobody is made by an event, and a second identifier says nothing. */
export const eventRules = ({ project, realm }: ProjectContext): WriteRules => ({
  creates: project !== 'email',
  forgottenStatus: 400,
  ...((realm.identity.addressRequired || realm.identity.keyRequired) && { keepsIdentity: true }),
});

/** Times before this are in seconds, others in milliseconds. */
const SECONDS_BELOW = 1e11;
const LATEST = Date.UTC(9999, 11, 31);
const LONGEST_NAME = 255;
const LONGEST_ID = 512;
const LONGEST_DATA = 500_000;

/** @throws {VendorError} */
export function eventTime(createdAt: number | null | undefined, now: Date): Date {
  if (!createdAt) return now;
  const time = Math.abs(createdAt) < SECONDS_BELOW ? createdAt * 1000 : createdAt;
  if (time < 0 || time > LATEST) throw iterableError('BadParams', 'createdAt is no time that can be kept.');
  return new Date(time);
}

export interface EventFields {
  readonly id?: string | null;
  readonly createdAt?: number | null;
  readonly campaignId?: number | null;
  readonly templateId?: number | null;
  readonly dataFields?: unknown;
}

/** @throws {VendorError} */
export function newEvent(
  contactId: number,
  { kind, name, fixed }: Pick<NewTrackedEvent, 'kind' | 'name' | 'fixed'>,
  fields: EventFields,
  now: Date,
): NewTrackedEvent {
  const { id, createdAt, campaignId, templateId } = fields;
  if (name.trim() === '' || [...name].length > LONGEST_NAME)
    throw iterableError('BadParams', `eventName has 1 to ${LONGEST_NAME} characters.`);
  if (id && Buffer.byteLength(id) > LONGEST_ID)
    throw iterableError('BadParams', `id has at most ${LONGEST_ID} bytes.`);
  const data = (fields.dataFields ?? {}) as DataFields;
  const size = JSON.stringify([data, fixed], (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  ).length;
  if (size > LONGEST_DATA) throw iterableError('BadParams', 'The data of the event is too long.');
  return {
    contactId,
    kind,
    name,
    ...(fixed && { fixed }),
    externalId: id ? id : null,
    data,
    campaignId: campaignId ?? 0,
    templateId: templateId ?? 0,
    occurredAt: eventTime(createdAt, now),
  };
}

export const track = (
  context: ProjectContext,
  events: readonly NewTrackedEvent[],
  createsFields: (event: NewTrackedEvent) => boolean = () => true,
): Promise<Tracked> =>
  withTypeErrors(
    context,
    () => trackEvents(context.sql, context.realm, events, { now: context.now, createsFields }),
    'event',
  );

/** One event about one user. @returns its id */
export async function reportEvent(
  context: ProjectContext,
  user: Pick<UserValue, 'email' | 'userId'>,
  what: Pick<NewTrackedEvent, 'kind' | 'name' | 'fixed'>,
  fields: EventFields,
  createNewFields?: boolean | null,
): Promise<string> {
  // Said before anybody is made.
  newEvent(0, what, fields, context.now);
  const { person } = await writeUser(context, only(user), eventRules(context));
  const { ids } = await track(
    context,
    [newEvent(person.contactId, what, fields, context.now)],
    () => createNewFields ?? true,
  );
  return ids[0]!;
}

/** The identifiers of a body, and nothing else of it. */
export const only = ({ email, userId }: Pick<UserValue, 'email' | 'userId'>): UserValue => ({
  ...(email !== undefined && { email }),
  ...(userId !== undefined && { userId }),
});

/** Members that were given. */
export const present = (members: Readonly<Record<string, unknown>>): DataFields =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  ) as Record<string, DataValue>;
