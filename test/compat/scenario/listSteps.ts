/** A list read as a structure of 23 fields, written back changed, and read again; a batch with structures both ways. */
import { listId, session, type Cast } from './cast';
import { entry, int, text, type Argument, type Step } from './steps';

/** What the client changes in the list structure. */
const CHANGES = {
  description: 'Ünïcode & <b> 😀',
  optOut: true,
  externalSignupLink: 'https://example.com/?a=1&b=2',
};

const fields = (id: number, name: string, changes: Readonly<Record<string, unknown>>): unknown => ({
  listId: id,
  name,
  description: '',
  fromAddress: '"Test list" <list@sender.example>',
  replyToAddress: '',
  errorsToAddress: '',
  templateId: -1,
  signupTemplateId: -1,
  cancelTemplateId: -1,
  sendSignupAck: false,
  sendCancelAck: false,
  externalSignupLink: '',
  externalCancelLink: '',
  optIn: false,
  optOut: false,
  trackHtmlReads: true,
  trackClickThroughs: true,
  trackingBaseUrl: '',
  multipart: false,
  wrapPlainText: false,
  wrapHtml: false,
  useAol: false,
  vmta: '',
  ...changes,
});

export function listSteps(cast: Cast): Step[] {
  const { listName } = cast;
  return [
    {
      step: 'read the list',
      operation: 'listGetDataById',
      args: [session, listId],
      save: 'list',
      expect: { computed: (seen) => fields(seen.listId, listName, {}) },
    },
    {
      step: 'write the list back',
      operation: 'listUpdate',
      args: [session, listId, { name: 'list', type: 'list', set: CHANGES }],
      expect: { value: 0 },
    },
    {
      step: 'read the list again',
      operation: 'listGetDataById',
      args: [session, listId],
      expect: { computed: (seen) => fields(seen.listId, listName, CHANGES) },
    },
    {
      step: 'read the list by name',
      operation: 'listGetDataByName',
      args: [session, text('listName', listName)],
      expect: { computed: (seen) => fields(seen.listId, listName, CHANGES) },
    },
    {
      step: 'read a list that is not there',
      operation: 'listGetDataById',
      args: [session, int('listId', 7)],
      expect: { fault: 'Server.userException', number: 501, says: 'There is no list 7 in this realm.' },
    },
    {
      step: 'all lists',
      operation: 'enumLists',
      args: [session, int('type', 1)],
      expect: { matches: new RegExp(`^"\\d+","${listName}","${CHANGES.description}","0"$`, 'm') },
    },
    {
      step: 'lists of a folder',
      operation: 'enumListsInFolder',
      args: [session, int('folderId', 0), int('type', 0)],
      expect: { matches: new RegExp(`^\\d+.*${listName}`, 'm') },
    },
    {
      step: 'lists of a folder that is not there',
      operation: 'enumListsInFolder',
      args: [session, int('folderId', 7), int('type', 0)],
      expect: { fault: 'Server.userException', number: 511, says: /folder/ },
    },
    batch(cast),
  ];
}

function batch({ keyed, jose }: Cast): Step {
  const records: Argument = {
    name: 'records',
    type: 'records',
    value: [
      { email: `batch.${jose.email}`, firstName: 'Zoë', data: [entry('city', 'string', 'Łódź')] },
      { email: 'nobody', firstName: null, data: null },
    ],
  };
  return {
    step: 'subscribe a batch',
    operation: 'batchSubscribe',
    args: [session, listId, int('emailFormat', 1), records],
    expect: keyed
      ? {
          fault: 'Server.userException',
          number: 303,
          says: 'batchSubscribe is not available in a realm that',
        }
      : {
          value: [
            { email: `batch.${jose.email}`, result: 0, reason: '' },
            { email: 'nobody', result: 1, reason: 'The argument email is not a valid e-mail address.' },
          ],
        },
  };
}
