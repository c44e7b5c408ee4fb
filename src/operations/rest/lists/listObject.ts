/** The list object of the REST interface. */
import { required } from '../../../contract/defineOperation';
import type { ErrorCode } from '../../../contract/errorCatalogue';
import { t, type ValueOf } from '../../../contract/wireTypes';
import type { List } from '../../../core/lists/list';
import { requireList } from '../../../core/lists/lists';
import type { RealmContext } from '../../context';
import { COUNTERS, SINGLE } from '../paging';
import { datesOf, type ShownDates } from '../storedDates';

export const listFields = {
  listId: t.long,
  listRealmId: t.long,
  listTemplateId: t.long,
  listName: t.string,
  listFolderId: t.long,
  type: t.string,
  listFromAddress: t.string,
  listReplyToAddress: t.string,
  listMailFromAddress: t.string,
  listDescription: t.string,
  listCreatedDate: t.string,
  listUpdatedDate: t.string,
  listSubscribeEmailTemplateId: t.long,
  listUnsubscribeEmailTemplateId: t.long,
  listConfirmSubs: t.boolean,
  listSendCourtesySubsEmail: t.boolean,
  listSendCourtesyUnsubsEmail: t.boolean,
  listAdminEmail: t.string,
  listConfirmationSubGoto: t.string,
  listConfirmationUnsubGoto: t.string,
  listTrackingReadEnabled: t.boolean,
  listTrackingClickthroughEnabled: t.boolean,
  listUseStickyCampaign: t.boolean,
  ftafUseListFromAddress: t.boolean,
  vmtaId: t.string,
  baseUrlId: t.string,
  unsubscribeHeaderEnabled: t.boolean,
  parentTemplateId: t.long,
  isTemplate: t.boolean,
  defaultLifecycleCampaignId: t.long,
  defaultLifecycle: t.boolean,
  unsubHeaderHttpValue: t.string,
  unsubHeaderEmailValue: t.string,
} as const;

export const ListObject = t.struct('List', { ...listFields, ...COUNTERS });

type ListValue = NonNullable<ValueOf<typeof ListObject>>;

/** What we do not keep has the value of a list that never used it: programs read all of these without a look. */
function listObject(
  list: List,
  realmId: number,
  dates: ShownDates | undefined,
): Omit<ListValue, 'skip' | 'max'> {
  return {
    listId: list.listId,
    listRealmId: realmId,
    listTemplateId: Math.max(0, list.templateId),
    listName: list.name,
    listFolderId: list.folderId,
    type: list.listType === 0 ? 'NORMAL' : list.listType === 1 ? 'SUPER' : 'SEED',
    listFromAddress: list.fromAddress,
    listReplyToAddress: list.replyToAddress,
    listMailFromAddress: list.errorsToAddress,
    listDescription: list.description,
    listCreatedDate: dates?.created ?? null,
    listUpdatedDate: dates?.updated ?? null,
    listSubscribeEmailTemplateId: Math.max(0, list.signupTemplateId),
    listUnsubscribeEmailTemplateId: Math.max(0, list.cancelTemplateId),
    listConfirmSubs: list.optIn,
    listSendCourtesySubsEmail: list.sendSignupAck,
    listSendCourtesyUnsubsEmail: list.sendCancelAck,
    listAdminEmail: '',
    listConfirmationSubGoto: list.externalSignupLink,
    listConfirmationUnsubGoto: list.externalCancelLink,
    listTrackingReadEnabled: list.trackHtmlReads,
    listTrackingClickthroughEnabled: list.trackClickThroughs,
    listUseStickyCampaign: false,
    ftafUseListFromAddress: false,
    vmtaId: list.vmta,
    baseUrlId: list.trackingBaseUrl,
    unsubscribeHeaderEnabled: true,
    parentTemplateId: 0,
    isTemplate: false,
    defaultLifecycleCampaignId: 0,
    defaultLifecycle: false,
    unsubHeaderHttpValue: '',
    unsubHeaderEmailValue: '',
  };
}

export async function listObjects(context: RealmContext, lists: readonly List[]) {
  const dates = await datesOf(
    context,
    'lists',
    lists.map(({ listId }) => listId),
  );
  return lists.map((list) => listObject(list, context.realm.realmId, dates.get(list.listId)));
}

export async function oneList(context: RealmContext, listId: number): Promise<ListValue> {
  const list = await requireList(context.sql, context.realm, listId);
  const [object] = await listObjects(context, [list]);
  return { ...object!, ...SINGLE };
}

export const listId = required(t.long, 'Number of the list.');

export const LIST_ERRORS: readonly ErrorCode[] = [
  'list.notFound',
  'list.nameTaken',
  'template.notFound',
  'argument.invalid',
  'argument.missing',
];
