/** `template send-test`: one mail of a template, to see it in a mail program. */
import { sendMessage } from '../operations/messages/sendMessage';
import { UsageError, type Command } from './command';
import { flagsXml } from '../text/flagsXml';
import { namedList, namedTemplate, realmArgument, templateArgument } from './namedThings';
import { withOperations } from './operationCaller';

export const templateSendTest: Command = {
  name: 'template send-test',
  summary: 'Send one mail of a template to an address. A running gateway delivers it.',
  details:
    'It has the values of the contact with that address, if there is one. In a Customer Key realm it has those of the contact that --key names.',
  args: [realmArgument, templateArgument, { name: 'ADDRESS', doc: 'Where the mail goes.' }],
  options: {
    key: { value: 'KEY', doc: 'Customer key of a contact; needed in a Customer Key realm.' },
    list: { value: 'LIST', doc: 'Number or name of a list whose sender and settings it takes.' },
    from: { value: 'ADDRESS', doc: 'Sender; that of the list or of MAIL_FROM unless given.' },
  },
  run: (input, terminal) =>
    withOperations(terminal, input.args[0]!, async (caller) => {
      const key = input.option('key');
      const address = input.args[2]!;
      if (!caller.realm.identity.addressIdentifies && key === undefined)
        throw new UsageError(`${caller.realm.name} is a Customer Key realm: name a contact with --key.`);
      if (!caller.realm.identity.keyIdentifies && key !== undefined)
        throw new UsageError(`${caller.realm.name} has no customer keys; leave --key out.`);
      const template = await namedTemplate(caller, input.args[1]!);
      const list = input.option('list');
      await caller.call(sendMessage, {
        xmlFlags: `<to>${flagsXml({ email: address, customer_key: key })}</to>${flagsXml({
          template_id: template.templateId,
          list_id: list === undefined ? null : (await namedList(caller, list)).listId,
          from: input.option('from'),
        })}`,
        subject: '',
        htmlBody: '',
        plainTextBody: '',
        predata: null,
      });
      return {
        text: `A mail of the template ${template.name} to ${address} is in the outbox. What became of it: message list ${caller.realm.name}`,
        json: { realm: caller.realm.name, templateId: template.templateId, to: address },
      };
    }),
};
