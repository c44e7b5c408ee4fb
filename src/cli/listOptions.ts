/** The settings of a list as options: what `list edit` takes and `list show` prints under the same names. */
import type { ListStruct } from '../operations/lists/listStruct';

export interface ListOption {
  readonly field: Exclude<keyof ListStruct, 'listId'>;
  /** A switch is yes or no; a template is a number or a name, or "none". */
  readonly kind: 'text' | 'switch' | 'template';
  readonly doc: string;
}

export const LIST_OPTIONS: Readonly<Record<string, ListOption>> = {
  name: { field: 'name', kind: 'text', doc: 'Name of the list, unique in the realm.' },
  description: { field: 'description', kind: 'text', doc: 'A line about the list.' },
  from: { field: 'fromAddress', kind: 'text', doc: 'Sender of its mail: an address, or "Name" <address>.' },
  'reply-to': { field: 'replyToAddress', kind: 'text', doc: 'Where answers go.' },
  'errors-to': { field: 'errorsToAddress', kind: 'text', doc: 'Where bounces go.' },
  template: { field: 'templateId', kind: 'template', doc: 'Template of a launch that names none.' },
  'signup-template': {
    field: 'signupTemplateId',
    kind: 'template',
    doc: 'Template of the mail to who signed up.',
  },
  'cancel-template': {
    field: 'cancelTemplateId',
    kind: 'template',
    doc: 'Template of the mail to who left.',
  },
  'signup-mail': { field: 'sendSignupAck', kind: 'switch', doc: 'Send a mail to who signed up.' },
  'cancel-mail': { field: 'sendCancelAck', kind: 'switch', doc: 'Send a mail to who left.' },
  'signup-link': { field: 'externalSignupLink', kind: 'text', doc: 'Page that follows a sign-up.' },
  'cancel-link': { field: 'externalCancelLink', kind: 'text', doc: 'Page that follows leaving.' },
  'opt-in': { field: 'optIn', kind: 'switch', doc: 'Sign-ups are confirmed by mail.' },
  'opt-out': { field: 'optOut', kind: 'switch', doc: 'Kept for clients; without effect.' },
  'track-opens': { field: 'trackHtmlReads', kind: 'switch', doc: 'Record opens.' },
  'track-clicks': { field: 'trackClickThroughs', kind: 'switch', doc: 'Record clicks.' },
  'tracking-url': {
    field: 'trackingBaseUrl',
    kind: 'text',
    doc: 'Address of its links, in place of PUBLIC_URL.',
  },
  multipart: { field: 'multipart', kind: 'switch', doc: 'Kept for clients; without effect.' },
  'wrap-text': { field: 'wrapPlainText', kind: 'switch', doc: 'Kept for clients; without effect.' },
  'wrap-html': { field: 'wrapHtml', kind: 'switch', doc: 'Kept for clients; without effect.' },
  aol: { field: 'useAol', kind: 'switch', doc: 'Kept for clients; without effect.' },
  route: { field: 'vmta', kind: 'text', doc: 'Sending route of its mail.' },
};
