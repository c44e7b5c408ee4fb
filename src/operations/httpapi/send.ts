/** `send` and `subandsend`: one message, to somebody who need not be a contact or becomes one. */
import { also } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { SUBSCRIBE_ERRORS } from '../subscriptions/subscribeToList';
import { data, NO_ADDRESS } from './contactRecords';
import { ARTICLE, flag, httpCommand, text } from './httpCommand';
import {
  acceptDraft,
  MESSAGE_ERRORS,
  MESSAGE_FAILURES,
  messageParameters,
  prepareMessage,
} from './messageArguments';
import { SubCounts, subscribeRecords } from './sub';

const RESULT =
  'SUCCESS: mail will be sent to ADDRESS, when the message is in the outbox. FAILURE where the recipient opted out; the message is kept with that outcome.';

export const send = httpCommand({
  name: 'send',
  group: 'messages',
  doc: 'Sends a message: a template, or the bodies that are given. Subject and bodies are templates, with values of data, of the fields and of the custom fields of the contact.',
  access: 'write',
  parameters: {
    ...messageParameters,
    data: also(text('Values for this message only, as FIELD,FIELD^VALUE,VALUE.'), 'd'),
  },
  resultDoc: RESULT,
  errors: MESSAGE_ERRORS,
  failures: { ...NO_ADDRESS, ...MESSAGE_FAILURES },
  provenance: ARTICLE,
  prepare: prepareMessage,
  handler: (_input, context, draft) => acceptDraft(draft, context),
});

export const subAndSend = httpCommand({
  name: 'subandsend',
  group: 'messages',
  doc: 'Subscribes a contact as sub does, and sends it a message as send does. Where one of the two fails, neither is done.',
  access: 'write',
  parameters: {
    ...messageParameters,
    data,
    force_sub: flag('1 lifts an opt-out from the list or the realm first. A universal one stands.'),
    override_confirmation: flag('1 subscribes at once where the list asks for a confirmation.'),
  },
  resultDoc: RESULT,
  errors: [...MESSAGE_ERRORS, ...SUBSCRIBE_ERRORS, 'records.refused'],
  failures: { ...NO_ADDRESS, ...MESSAGE_FAILURES },
  provenance: ARTICLE,
  prepare: prepareMessage,
  handler: async (input, context, draft) => {
    const counts = new SubCounts();
    const format = input.format === null || input.format <= 0 ? null : input.format;
    await subscribeRecords(
      { ...input, list_id: String(input.list_id), format },
      context,
      counts,
      'subandsend',
    );
    if (counts.taken === 0) fail('records.refused', { counts: counts.toString() });
    return acceptDraft(draft, context);
  },
});
