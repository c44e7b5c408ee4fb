/** Writing users: one, whose refusal is the error of the call, or many, whose refusals are counted and listed. */
import { FieldTypeClash, TooManyFields } from '../../core/profiles/fieldTypes';
import type { Person } from '../../core/profiles/person';
import { writePeople } from '../../core/profiles/peopleBatch';
import { iterableError } from './iterableError';
import type { ProjectContext } from './iterableOperation';
import { personWrite, refusedBy, type Refused, type UserValue, type WriteRules } from './personRequest';

export type UserResult =
  | {
      readonly kind: 'written';
      readonly person: Person;
      readonly isNew: boolean;
      readonly isChanged: boolean;
    }
  | { readonly kind: 'refused'; readonly refused: Refused };

export interface UsersWritten {
  /** In the order of the users. */
  readonly results: readonly UserResult[];
  readonly createdFields: readonly string[];
  readonly filteredOutFields: readonly string[];
}

const SOURCE = 'API';

/** @throws {VendorError} where a value is of another type than its field: nothing is written then */
export async function writeUsers(
  context: ProjectContext,
  users: readonly UserValue[],
  rules: WriteRules,
  createNewFields: boolean | null | undefined,
): Promise<UsersWritten> {
  const { sql, realm, now } = context;
  const read = users.map((user) => personWrite(context, user, rules));
  const writes = read.flatMap((one) => ('write' in one ? [one.write] : []));
  const { outcomes, createdFields, leftOutFields } = await withTypeErrors(context, () =>
    writePeople(sql, realm, writes, { now, source: SOURCE, createsFields: createNewFields ?? true }),
  );
  let at = 0;
  const results = read.map((one, i): UserResult => {
    if ('refused' in one) return { kind: 'refused', refused: one.refused };
    const outcome = outcomes[at++]!;
    return outcome.kind === 'written'
      ? outcome
      : { kind: 'refused', refused: refusedBy(outcome, users[i]!, one.write, rules) };
  });
  return { results, createdFields, filteredOutFields: leftOutFields };
}

/** @throws {VendorError} why nothing was written */
export async function writeUser(
  context: ProjectContext,
  user: UserValue,
  rules: WriteRules = { creates: true },
): Promise<Extract<UserResult, { kind: 'written' }>> {
  const { results } = await writeUsers(context, [user], rules, user.createNewFields);
  const [result] = results;
  if (result!.kind === 'refused') throw result!.refused.error;
  return result as Extract<UserResult, { kind: 'written' }>;
}

/** Errors of types, as the vendor shows them. */
export async function withTypeErrors<T>(
  { realm }: ProjectContext,
  work: () => Promise<T>,
  category: 'user' | 'event' = 'user',
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooManyFields)
      throw iterableError(
        'UniqueFieldsLimitExceeded',
        'There are too many different fields; nothing was written.',
      );
    if (!(error instanceof FieldTypeClash)) throw error;
    const { field, expected, offered, value } = error;
    throw iterableError(
      'RequestFieldsTypesMismatched',
      `Project ${realm.realmId}: The request does not have the same data types as the project: ${field} is of type ${expected}, but got ${offered.join(', ')}.`,
      {
        validationErrors: {
          [field]: {
            incomingTypes: [...offered],
            expectedType: expected,
            category,
            offendingValue: value,
            _type: 'UnexpectedType',
          },
        },
      },
    );
  }
}
