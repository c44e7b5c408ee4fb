/** What a caller of the REST interface can say of a list. */
import { t, type ValueOf } from '../../../contract/wireTypes';
import { checkListSettings } from '../../../core/lists/checkListSettings';
import type { List } from '../../../core/lists/list';
import { listFields } from './listObject';

export const ListBody = t.struct('ListModel', listFields);

type ListBodyValue = NonNullable<ValueOf<typeof ListBody>>;

/** Settings of a body; a template of 0 is none. */
export function listSettings(body: ListBodyValue): Partial<List> {
  const template = (id: number | null | undefined) =>
    id === null || id === undefined ? id : id > 0 ? id : -1;
  const settings: Record<string, unknown> = {
    name: body.listName,
    description: body.listDescription,
    fromAddress: body.listFromAddress,
    replyToAddress: body.listReplyToAddress,
    errorsToAddress: body.listMailFromAddress,
    templateId: template(body.listTemplateId),
    signupTemplateId: template(body.listSubscribeEmailTemplateId),
    cancelTemplateId: template(body.listUnsubscribeEmailTemplateId),
    optIn: body.listConfirmSubs,
    sendSignupAck: body.listSendCourtesySubsEmail,
    sendCancelAck: body.listSendCourtesyUnsubsEmail,
    externalSignupLink: body.listConfirmationSubGoto,
    externalCancelLink: body.listConfirmationUnsubGoto,
    trackHtmlReads: body.listTrackingReadEnabled,
    trackClickThroughs: body.listTrackingClickthroughEnabled,
    vmta: body.vmtaId,
    trackingBaseUrl: body.baseUrlId,
  };
  // null is a text that is cleared; nothing else can be.
  const texts = [
    'description',
    'replyToAddress',
    'errorsToAddress',
    'externalSignupLink',
    'externalCancelLink',
    'vmta',
    'trackingBaseUrl',
  ];
  return checkListSettings(
    Object.fromEntries(
      Object.entries(settings)
        .map(([name, value]) => [name, value === null && texts.includes(name) ? '' : value] as const)
        .filter(([, value]) => value !== undefined && value !== null),
    ) as Partial<List>,
  );
}
