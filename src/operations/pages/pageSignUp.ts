/** Sign-up forms on other sites, which name a list by its token. */
import { required } from '../../contract/defineOperation';
import { ApiError, fail } from '../../contract/errorCatalogue';
import { identityRefusal } from '../../contract/identityRefusal';
import { MapEntry, t } from '../../contract/wireTypes';
import { findContact } from '../../core/contacts/contactRows';
import { readChanges, type FieldChanges, type FieldEntry } from '../../core/contacts/fieldChanges';
import { createContact } from '../../core/contacts/createContact';
import { emailAddress } from '../../core/identity/emailAddress';
import { identityOfNew } from '../../core/identity/newIdentity';
import { fold } from '../../core/identity/fold';
import { requireConfirmable } from '../../core/subscriptions/listMail';
import { requestConfirmation } from '../../core/subscriptions/pendingSubscriptions';
import { subscribe } from '../../core/subscriptions/subscribe';
import { blockingOptOut } from '../../core/suppression/optOuts';
import { tokenList } from '../../core/links/tokenBearer';
import { pageOperation, type RealmContext } from '../context';
import { fieldEntries } from '../parameters';
import { reader } from './reader';

const identity = {
  kind: 'normalOnly',
  advice: 'sign contacts up with userSubscribeByCustomerKey',
} as const;

const ListFacts = t.struct('ListFacts', {
  name: t.string,
  /** Where contacts are known by a key, an address alone makes none. */
  canSignUp: t.boolean,
  signUpLanding: t.string,
  cancelLanding: t.string,
});

export const pageListFacts = pageOperation({
  name: 'pageListFacts',
  group: 'lists',
  doc: 'What a form shows of the list that it names. Changes nothing.',
  access: 'read',
  parameters: {},
  result: ListFacts,
  handler: async (_input, { sql, realm, services, token }) => {
    const list = await tokenList(sql, realm, services.publicTokens, token);
    return {
      name: list.name,
      canSignUp: identityRefusal({ name: 'pageSignUp', identity }, realm.identity) === null,
      signUpLanding: list.externalSignupLink,
      cancelLanding: list.externalCancelLink,
    };
  },
});

export const pageSignUp = pageOperation({
  name: 'pageSignUp',
  group: 'subscriptions',
  doc: `Signs an address up to a list, or asks it to confirm: where the list wants that, and wherever the address had opted out.
Fields are written for a new contact only, because nobody has proved to be the one that exists. The answer says the same whoever is known.`,
  access: 'write',
  identity,
  parameters: {
    email: required(t.string, 'Address.'),
    firstName: required(t.string, 'First name; may be empty.'),
    emailFormat: required(t.int, '1 plain text, 2 HTML, 99 multipart.'),
    data: required(t.arrayOf(MapEntry), 'Fields of a new contact; unknown ones are left out.'),
    ...reader,
  },
  result: t.struct('SignedUp', { list: t.string, landing: t.string, mustConfirm: t.boolean }),
  errors: ['contact.emailInvalid', 'page.tooMany', 'list.noConfirmation', 'field.valueInvalid'],
  prepare: async (input, { sql, realm, services, now, token }) => {
    const list = await tokenList(sql, realm, services.publicTokens, token);
    const name = {
      email: emailAddress(input.email),
      firstName: input.firstName.trim().slice(0, 100) || null,
      customerKey: null,
    };
    const { forms, formMails } = services.tracking;
    const person = `${realm.realmId}/${fold(name.email)}`;
    if (!forms.take(input.address, now.getTime()) || !formMails.take(person, now.getTime()))
      fail('page.tooMany');
    return { list, name };
  },
  handler: async (input, context, { list, name }) => {
    const { sql, realm, services } = context;
    const mailing = { ...context, ...services };
    // Before the contact is locked: the register is in another database.
    await services.universalOptOuts.has(name.email);
    const existing = await findContact(sql, realm, name, true);
    const contactIdentity = existing?.identity ?? identityOfNew(realm.identity, name);
    const level = await blockingOptOut(sql, services.universalOptOuts, realm, contactIdentity, list.listId);
    const answer = { list: list.name, landing: list.externalSignupLink, mustConfirm: list.optIn };
    const wake = (mailed: boolean): void => {
      if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    };
    if (level === 'universal') return answer;
    if (level) {
      // Anybody can type the address of somebody who left, so only a confirmation brings them back.
      requireConfirmable(mailing, list);
      const contact = existing ?? (await made(context, name));
      wake(await requestConfirmation(mailing, contact, list, input.emailFormat));
      return answer;
    }
    const changes = existing ? undefined : await knownFields(context, fieldEntries(input.data));
    const { mailed } = await subscribe(mailing, {
      name,
      lists: [list],
      emailFormat: input.emailFormat,
      ...(changes ? { changes } : {}),
      source: 'sign-up form',
    });
    wake(mailed);
    return answer;
  },
});

async function made({ sql, realm, now }: RealmContext, name: Parameters<typeof createContact>[2]) {
  await createContact(sql, realm, name, now);
  return (await findContact(sql, realm, name)) ?? fail('server.busy');
}

/** A form may send buttons and the like along; what is no field of the realm is left out. */
async function knownFields(
  { sql, realm }: RealmContext,
  entries: readonly FieldEntry[],
): Promise<FieldChanges> {
  const known: FieldEntry[] = [];
  for (const entry of entries) {
    try {
      const { email, firstName, customerKey } = await readChanges(sql, realm, [entry]);
      if (email === null && firstName === null && customerKey === null) known.push(entry);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'field.notFound')) throw error;
    }
  }
  return readChanges(sql, realm, known);
}
