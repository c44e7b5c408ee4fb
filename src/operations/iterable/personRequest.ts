/** Whom a call means and what it writes about them: the vendor's rules, as the core's words; and what is refused. */
import type { VendorError } from '../../contract/vendorError';
import { t, type JsonValue, type ValueOf } from '../../contract/wireTypes';
import type { DataFields } from '../../core/profiles/dataValue';
import type { PersonOutcome, PersonWrite, Refusal } from '../../core/profiles/person';
import { addressForm, checkedAddress, checkedUserId, given, isAddress, isUserId } from './identifiers';
import { iterableError, type IterableCode } from './iterableError';
import type { ProjectContext } from './iterableOperation';

export const identifiers = { email: t.string, userId: t.string };

export const User = t.struct('User', {
  ...identifiers,
  dataFields: t.mapOf(t.json),
  preferUserId: t.boolean,
  mergeNestedObjects: t.boolean,
  createNewFields: t.boolean,
});
export type UserValue = NonNullable<ValueOf<typeof User>>;

/** The lists of a bulk answer that failed items stand in. */
export type FailedList = 'invalid' | 'notFound' | 'invalidData' | 'conflict' | 'forgotten';

/** Why an item was refused: the error of a single call, and where it stands in the answer to a bulk one. */
export interface Refused {
  readonly error: VendorError;
  readonly list: FailedList | null;
  readonly by: 'email' | 'userId';
  readonly value: string | null;
}

export interface WriteRules {
  readonly creates: boolean;
  /** Where the vendor answers 400 to writes about somebody who was forgotten. */
  readonly forgottenStatus?: 400;
  /** A second identifier says nothing about the first one's owner. */
  readonly keepsIdentity?: boolean;
  /** Fields of the profile that the call itself sets. */
  readonly managed?: DataFields;
}

/** How the vendor names a person of a batch: by the address if there is one. */
function label(user: UserValue): Pick<Refused, 'by' | 'value'> {
  const email = given(user.email);
  return email !== null
    ? { by: 'email', value: addressForm(email) }
    : { by: 'userId', value: given(user.userId) };
}

const refusedFor = (
  user: UserValue,
  list: FailedList | null,
  code: IterableCode,
  msg: string,
  status?: number,
): Refused => ({ ...label(user), list, error: iterableError(code, msg, null, status) });

/** Fields of a profile that are written by other calls, or by nobody. */
const MANAGED = new Set([
  'signupDate',
  'signupSource',
  'profileUpdatedAt',
  'itblInternal',
  'itblUserId',
  'devices',
  'emailListIds',
  'userListIds',
  'unsubscribedChannelIds',
  'unsubscribedMessageTypeIds',
  'subscribedMessageTypeIds',
]);

/** @returns the write, or why there is none */
export function personWrite(
  { realm, project }: ProjectContext,
  user: UserValue,
  rules: WriteRules,
): { readonly write: PersonWrite } | { readonly refused: Refused } {
  const rawEmail = given(user.email);
  const rawId = given(user.userId);
  const isBlankId = typeof user.userId === 'string' && user.userId !== '' && rawId === null;
  const identifies = project === 'userId' ? rawId : (rawEmail ?? rawId);
  if (identifies === null) {
    if (typeof user.userId === 'string')
      return { refused: refusedFor(user, 'invalid', 'InvalidUserIdError', 'Invalid userId: it is blank') };
    return {
      refused: refusedFor(
        user,
        rawEmail === null ? null : 'invalid',
        'BadParams',
        project === 'userId'
          ? 'userId is required: users of this project are identified by it alone.'
          : 'email or userId is required.',
      ),
    };
  }
  const email = rawEmail === null ? null : addressForm(rawEmail);
  if (email !== null && !isAddress(email))
    return { refused: refusedFor(user, 'invalid', 'InvalidEmailAddressError', `Invalid email: ${email}`) };
  if (isBlankId || (rawId !== null && !isUserId(realm, rawId)))
    return { refused: refusedFor(user, 'invalid', 'InvalidUserIdError', `Invalid userId: ${user.userId}`) };

  const { email: fieldEmail, userId: fieldId, ...others } = (user.dataFields ?? {}) as DataFields;
  const fields = Object.fromEntries(Object.entries(others).filter(([name]) => !MANAGED.has(name)));
  let newEmail: string | null | undefined;
  let newUserId: string | undefined;
  if (fieldEmail !== undefined) {
    if (fieldEmail === null || fieldEmail === '') newEmail = project === 'email' ? undefined : null;
    else if (typeof fieldEmail !== 'string' || !isAddress(addressForm(fieldEmail)))
      return {
        refused: refusedFor(
          user,
          'invalid',
          'InvalidEmailAddressError',
          `Invalid email: ${textOf(fieldEmail)}`,
        ),
      };
    else newEmail = addressForm(fieldEmail);
  }
  if (fieldId !== undefined && fieldId !== null && fieldId !== '') {
    if (typeof fieldId !== 'string' || !isUserId(realm, fieldId))
      return {
        refused: refusedFor(user, 'invalid', 'InvalidUserIdError', `Invalid userId: ${textOf(fieldId)}`),
      };
    newUserId = fieldId;
  }
  return {
    write: {
      email,
      userId: rawId,
      ...(newEmail !== undefined && { newEmail }),
      ...(newUserId !== undefined && { newUserId }),
      fields,
      mergesObjects: user.mergeNestedObjects ?? false,
      creates: rules.creates,
      takesPlaceholder: project === 'email' && user.preferUserId === true,
      ...(rules.managed && { managed: rules.managed }),
      ...(rules.keepsIdentity && { keepsIdentity: true }),
    },
  };
}

const textOf = (value: JsonValue): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).toLowerCase();

const WHY: Record<Refusal, { list: FailedList; code: IterableCode; msg: string }> = {
  unknownEmail: { list: 'notFound', code: 'UnknownEmailError', msg: 'No user exists with email {id}.' },
  unknownUserId: { list: 'notFound', code: 'UnknownUserIdError', msg: 'No user exists with userId {id}.' },
  forgottenEmail: { list: 'forgotten', code: 'ForgottenUserError', msg: 'User {id} was forgotten.' },
  forgottenUserId: { list: 'forgotten', code: 'ForgottenUserError', msg: 'User {id} was forgotten.' },
  conflictEmail: {
    list: 'conflict',
    code: 'ExternalKeyConflict',
    msg: 'The email belongs to another user than {id}.',
  },
  conflictUserId: {
    list: 'conflict',
    code: 'ExternalKeyConflict',
    msg: 'The userId belongs to another user than {id}.',
  },
  takenEmail: {
    list: 'conflict',
    code: 'EmailAlreadyExists',
    msg: 'Cannot change the email of {id}. New email already exists',
  },
  needsEmail: { list: 'invalidData', code: 'BadParams', msg: 'User {id} must keep an email.' },
  badData: {
    list: 'invalidData',
    code: 'BadParams',
    msg: 'The dataFields of {id} do not fit: a value or the whole is too long.',
  },
};

/** Why the core wrote nothing, in the vendor's words. */
export function refusedBy(
  outcome: Extract<PersonOutcome, { kind: 'refused' }>,
  user: UserValue,
  write: PersonWrite,
  rules: WriteRules,
): Refused {
  const { list, code, msg } = WHY[outcome.why];
  const id = write.email ?? write.userId ?? '';
  const refused = refusedFor(
    user,
    list,
    code,
    msg.replace('{id}', id),
    code === 'ForgottenUserError' ? rules.forgottenStatus : undefined,
  );
  if (outcome.why === 'conflictUserId')
    return { ...refused, by: 'userId', value: write.newUserId ?? write.userId };
  if (outcome.why === 'conflictEmail' || outcome.why === 'takenEmail')
    return { ...refused, by: 'email', value: write.newEmail ?? write.email };
  return refused;
}

export { checkedAddress, checkedUserId };
