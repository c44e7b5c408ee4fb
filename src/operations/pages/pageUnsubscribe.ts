/** Leaving by a link of a mail: what the page shows, and what its button does. */
import { optional, required, type InputOf } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import type { List } from '../../core/lists/list';
import { leavingText, readLeaving, undoLeaving } from '../../core/subscriptions/undoLeaving';
import { unsubscribe } from '../../core/subscriptions/unsubscribe';
import { masked, tokenBearer, tokenList, type TokenBearer } from '../../core/links/tokenBearer';
import { pageOperation, type PageContext } from '../context';
import { isRobot, originOf, reader } from './reader';

const parameters = {
  everything: required(t.boolean, 'true to leave every list of the realm.'),
  list: optional(t.string, 'Token of the list to leave, where the mail belonged to none.'),
};

const leaveFields = {
  /** The realm wants the link itself to act, and no robot follows it. */
  immediate: t.boolean,
  /** Null if everything is left. */
  listName: t.string,
  email: t.string,
  landing: t.string,
};

const Leave = t.struct('Leave', leaveFields);
/** `undo` is what the button that takes it back sends. */
const Left = t.struct('Left', { ...leaveFields, undo: t.string });

export const pageUnsubscribeFacts = pageOperation({
  name: 'pageUnsubscribeFacts',
  group: 'subscriptions',
  doc: 'What somebody who follows an unsubscribe link is about to leave. Changes nothing.',
  access: 'read',
  parameters: { ...parameters, ...reader },
  result: Leave,
  handler: async (input, context) => leave(input, context, await leaver(input, context)),
});

export const pageUnsubscribe = pageOperation({
  name: 'pageUnsubscribe',
  group: 'subscriptions',
  doc: 'Takes the contact off the list of the campaign and records the opt-out; off all lists where the mail belonged to none, or everything was asked for.',
  access: 'write',
  parameters: {
    ...parameters,
    source: required(t.string, 'What was used: the page, or one click.'),
    ...reader,
  },
  result: Left,
  handler: async (input, context) => {
    const { realm, services, token, now } = context;
    const bearer = await leaver(input, context);
    const { contact, campaignId, list } = bearer;
    const leaving = await unsubscribe(
      { ...context, ...services },
      {
        contact,
        listId: list?.listId ?? 0,
        optOut: true,
        universal: false,
        source: input.source,
        origin: { ...originOf(input), campaignId },
      },
    );
    if (leaving.mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    const undo = services.undoTokens.make(token, leavingText(leaving), now);
    return { ...leave(input, context, bearer), undo };
  },
});

export const pageUndoUnsubscribe = pageOperation({
  name: 'pageUndoUnsubscribe',
  group: 'subscriptions',
  doc: 'Takes back an unsubscribing by the same link, for an hour: the subscriptions and the opt-out are as they were.',
  access: 'write',
  parameters: { undo: required(t.string, 'From the page that told of the unsubscribing.'), ...reader },
  result: t.struct('Back', { email: t.string }),
  handler: async (input, context) => {
    const { sql, realm, services, token, now } = context;
    const { contact, campaignId, isForwarded } = await tokenBearer(sql, realm, services.publicTokens, token);
    const text = isForwarded ? null : services.undoTokens.read(token, input.undo, now);
    const leaving = (text === null ? null : readLeaving(text)) ?? fail('token.invalid');
    await undoLeaving(context, contact, leaving, { ...originOf(input), campaignId });
    return { email: masked(contact.email) };
  },
});

const leave = (input: InputOf<typeof reader>, { realm }: PageContext, { contact, list }: TokenBearer) => ({
  immediate: realm.switches.has('legacy_immediate_unsub') && !isRobot(input),
  listName: list?.name ?? null,
  email: masked(contact.email),
  landing: list?.externalCancelLink ?? '',
});

/** @throws {ApiError} `token.invalid`, also for a forwarded copy: its reader has nothing to leave */
async function leaver(
  input: InputOf<typeof parameters>,
  { sql, realm, services, token }: PageContext,
): Promise<TokenBearer> {
  const bearer = await tokenBearer(sql, realm, services.publicTokens, token);
  if (bearer.isForwarded) return fail('token.invalid');
  let list: List | null = bearer.list;
  if (input.list) list = await tokenList(sql, realm, services.publicTokens, input.list);
  return { ...bearer, list: input.everything ? null : list };
}
