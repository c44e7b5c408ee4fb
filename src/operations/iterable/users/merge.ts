/** `users/merge`: one user becomes a part of another. */
import { t } from '../../../contract/wireTypes';
import { areForgotten } from '../../../core/contacts/forgottenRegister';
import { mergeContacts } from '../../../core/contacts/mergeContacts';
import { mergedFields, NotObjects, profilesOfBoth } from '../../../core/profiles/mergeProfiles';
import { writePeople } from '../../../core/profiles/peopleBatch';
import { writeProfiles } from '../../../core/profiles/profileRows';
import { done, Envelope } from '../envelope';
import { findUser, type Identified } from '../findUser';
import { checkedAddress, checkedUserId, given } from '../identifiers';
import { badParams, refuse } from '../iterableError';
import { iterable, type ProjectContext } from '../iterableOperation';
import { unknownUser } from '../unknownUser';

const body = t.struct('MergeUsers', {
  sourceEmail: t.string,
  sourceUserId: t.string,
  destinationEmail: t.string,
  destinationUserId: t.string,
  arrayMerge: t.arrayOf(t.struct('ArrayMerge', { field: t.string, dedupeBy: t.string })),
});

/** Arrays that calls of their own write. */
const MANAGED = ['devices', 'shoppingCartItems', 'emailListIds', 'userListIds'];

/** @throws {VendorError} unless there is exactly one, of a kind that identifies in the project */
function one(
  { realm, project }: ProjectContext,
  which: string,
  email: string | null | undefined,
  userId: string | null | undefined,
): Identified {
  const [byEmail, byId] = [given(email), given(userId)];
  if ((byEmail === null) === (byId === null))
    badParams(`Exactly one ${which} is required: an email or a userId.`);
  if (byEmail !== null && project === 'userId')
    badParams(`${which}: users of this project are identified by userId.`);
  if (byId !== null && project === 'email')
    badParams(`${which}: users of this project are identified by email.`);
  return byEmail !== null
    ? { email: checkedAddress(byEmail), userId: null }
    : { email: null, userId: checkedUserId(realm, byId!) };
}

export const mergeUsers = iterable({
  method: 'POST',
  at: '/users/merge',
  group: 'contacts',
  doc: 'Merges the source user into the destination, which keeps what it has and gets events, lists and the fields that it lacks. Where the destination is unknown, the source is given its identifier.',
  access: 'write',
  rate: [50, 1],
  forbidden: 'Forbidden',
  body,
  result: Envelope,
  resultDoc: 'Done.',
  handler: async (input, context) => {
    const { sql, realm, now, services } = context;
    const { sourceEmail, sourceUserId, destinationEmail, destinationUserId, arrayMerge } = input.body;
    const from = one(context, 'source', sourceEmail, sourceUserId);
    const to = one(context, 'destination', destinationEmail, destinationUserId);
    const arrays = (arrayMerge ?? []).map((each) => ({
      field: each!.field!,
      dedupeBy: given(each!.dedupeBy),
    }));
    const managed = arrays.find(({ field }) => MANAGED.includes(field));
    if (managed) badParams(`arrayMerge: ${managed.field} is not merged by name.`);
    await refuseForgotten(context, [from, to]);
    const source = (await findUser(context, from)) ?? badParams(unknownUser(from));
    const destination = await findUser(context, to);
    if (destination === null) return renamed(context, from, to);
    if (destination.contactId === source.contactId) badParams('source and destination are the same user.');
    const ids = { sourceId: source.contactId, survivorId: destination.contactId };
    const before = await profilesOfBoth(sql, realm, ids.sourceId, ids.survivorId);
    try {
      const fields = mergedFields(before.source.fields, before.survivor.fields, arrays);
      await mergeContacts(
        sql,
        realm,
        services.universalOptOuts,
        source,
        destination,
        { sourceWins: false },
        now,
      );
      await writeProfiles(sql, realm, [{ ...before.survivor, fields, contactId: ids.survivorId }], now);
    } catch (error) {
      if (error instanceof NotObjects)
        badParams(`arrayMerge: dedupeBy is for arrays of objects, and ${error.message} is none.`);
      throw error;
    }
    return done();
  },
});

/** Whoever was forgotten is neither merged nor merged into. */
async function refuseForgotten({ sql, realm }: ProjectContext, users: readonly Identified[]): Promise<void> {
  const are = await areForgotten(
    sql,
    realm,
    users.map(({ email, userId }) => ({ email, customerKey: userId })),
  );
  if (are.includes(true)) refuse('ForgottenUserError', 'The user was forgotten.');
}

async function renamed({ sql, realm, now }: ProjectContext, from: Identified, to: Identified) {
  const { outcomes } = await writePeople(
    sql,
    realm,
    [
      {
        ...from,
        ...(to.email !== null && { newEmail: to.email }),
        ...(to.userId !== null && { newUserId: to.userId }),
        fields: {},
        mergesObjects: false,
        creates: false,
        takesPlaceholder: false,
      },
    ],
    { now, source: 'API', createsFields: true },
  );
  return outcomes[0]!.kind === 'written' ? done() : badParams(unknownUser(from));
}
