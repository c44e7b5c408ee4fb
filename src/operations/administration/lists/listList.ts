/** The mailing lists of a realm. */
import { t } from '../../../contract/wireTypes';
import { allLists } from '../../../core/lists/lists';
import { dataOperation } from '../context';

export const listList = dataOperation({
  name: 'listList',
  group: 'lists',
  doc: 'The mailing lists of the realm, by name.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(
    t.row('MailingList', {
      listId: t.number,
      listType: t.number,
      folderId: t.number,
      name: t.text,
      description: t.text,
      fromAddress: t.text,
      replyToAddress: t.text,
      errorsToAddress: t.text,
      templateId: t.number,
      signupTemplateId: t.number,
      cancelTemplateId: t.number,
      sendSignupAck: t.boolean,
      sendCancelAck: t.boolean,
      externalSignupLink: t.text,
      externalCancelLink: t.text,
      optIn: t.boolean,
      optOut: t.boolean,
      trackHtmlReads: t.boolean,
      trackClickThroughs: t.boolean,
      trackingBaseUrl: t.text,
      multipart: t.boolean,
      wrapPlainText: t.boolean,
      wrapHtml: t.boolean,
      useAol: t.boolean,
      vmta: t.text,
      /** What sign-up forms name the list by. */
      formId: t.text,
    }),
  ),
  handler: async (_input, { sql, realm, services: { publicTokens } }) =>
    (await allLists(sql, realm)).map((list) => ({
      ...list,
      formId: publicTokens.list(realm.realmId, list.listId),
    })),
});
