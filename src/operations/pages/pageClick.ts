/** The click redirect. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { tagsOf, targetOf } from '../../core/links/trackedLinks';
import { pageOperation } from '../context';
import { isRobot, originOf, reader } from './reader';

export const pageClick = pageOperation({
  name: 'pageClick',
  group: 'events',
  doc: 'Counts a click and answers where it leads. The target is the stored link; the click itself can only extend its query.',
  access: 'read',
  parameters: {
    linkId: required(t.int, 'Number of the link in the campaign.'),
    values: required(t.arrayOf(t.string), "Values of the link's tags, in order."),
    seal: required(t.string, 'Proves that this gateway put the values there; empty without values.'),
    appended: required(t.string, 'Raw query text behind the number.'),
    counts: required(t.boolean, 'false for a reader that only looks (HEAD, prefetch).'),
    ...reader,
  },
  result: t.string,
  handler: async (input, { sql, realm, services, now, token }) => {
    const { publicTokens, tracking } = services;
    const read = publicTokens.read(token);
    if (read?.kind !== 'contact' && read?.kind !== 'forwarded') return fail('token.invalid');
    const { campaignId } = read;
    const { linkId } = input;
    const key = (await tracking.links.find(sql, realm, campaignId, linkId)) ?? fail('token.invalid');
    const values = input.values.map((value) => value ?? '');
    const wanted = tagsOf(key).length;
    const click = { realmId: realm.realmId, campaignId, linkId, values };
    if (values.length !== wanted || (wanted > 0 && !tracking.linkSigner.verify(click, input.seal)))
      return fail('token.invalid');
    const target = targetOf(key, values, input.appended) ?? fail('token.invalid');
    if (input.counts && !isRobot(input))
      tracking.events.add(realm, {
        ...originOf(input),
        type: 'click',
        occurredAt: now,
        contactId: read.kind === 'contact' ? read.contactId : 0,
        campaignId,
        linkId,
      });
    return target;
  },
});
