/** `users/updateEmail`: another address for a user, who keeps everything. */
import { t } from '../../../contract/wireTypes';
import { writePeople } from '../../../core/profiles/peopleBatch';
import { done, Envelope } from '../envelope';
import { addressForm, given, isAddress } from '../identifiers';
import { badParams, refuse } from '../iterableError';
import { iterable } from '../iterableOperation';
import { checkedUserId } from '../personRequest';

const body = t.struct(
  'UpdateEmail',
  { currentEmail: t.string, currentUserId: t.string, newEmail: t.string },
  ['newEmail'],
);

export const updateEmail = iterable({
  method: 'POST',
  at: '/users/updateEmail',
  group: 'contacts',
  doc: 'Gives a user another address. Where users have ids, one that is unknown is made.',
  access: 'write',
  isForApps: true,
  body,
  result: Envelope,
  resultDoc: 'Done, also if the user has that address already.',
  handler: async (input, { sql, realm, project, now }) => {
    const { currentEmail, currentUserId, newEmail } = input.body;
    const next = addressForm(newEmail!);
    if (!isAddress(next)) refuse('InvalidEmailAddressError', `Invalid newEmail ${next}`);
    const email = project === 'userId' ? null : given(currentEmail);
    const userId = email === null ? given(currentUserId) : null;
    if (email === null && userId === null)
      badParams(
        project === 'userId' ? 'currentUserId is required.' : 'currentEmail or currentUserId is required.',
      );
    const current = email === null ? null : addressForm(email);
    if (current !== null && !isAddress(current))
      refuse('InvalidEmailAddressError', `Invalid currentEmail ${current}`);
    if (userId !== null) checkedUserId(realm, userId);
    const { outcomes } = await writePeople(
      sql,
      realm,
      [
        {
          email: current,
          userId,
          newEmail: next,
          fields: {},
          mergesObjects: false,
          creates: project !== 'email',
          takesPlaceholder: false,
        },
      ],
      { now, source: 'API', createsFields: true },
    );
    const [outcome] = outcomes;
    if (outcome!.kind === 'written') return done();
    const change = `Cannot change user Some(${current ?? userId ?? ''}) to ${next}.`;
    switch (outcome!.why) {
      case 'forgottenEmail':
      case 'forgottenUserId':
        return outcome!.detail === next
          ? refuse('ForgottenUserError', `${change} New email is on the forgotten list`)
          : refuse('ForgottenUserError', `${change} The user was forgotten`);
      case 'takenEmail':
      case 'conflictEmail':
        return refuse('EmailAlreadyExists', `${change} New email already exists`);
      default:
        return badParams(`${change} User does not exist`);
    }
  },
});
