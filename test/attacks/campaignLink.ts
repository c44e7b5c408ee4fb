/** A tracked link as it stands in a mail: made once, by sending one. */
import { mailIsOut, VICTIM, type World } from './world';

const links = new Map<string, string>();

/** @returns path and query of a click that leads to the target */
export async function makeCampaignLink(world: World, target: string): Promise<string> {
  const known = links.get(target);
  if (known) return known;
  const { soap, normal } = world.gateway;
  await soap.call('sendMessage', {
    session: normal.session,
    xmlFlags: `<to>${VICTIM}</to><list_id>${world.listId}</list_id>`,
    subject: 'Links',
    htmlBody: `<a href="${target}">x</a>`,
    plainTextBody: '',
    predata: null,
  });
  await mailIsOut(world);
  const [row] = await normal.database.rows<{ html: string }>(
    'SELECT html FROM messages WHERE realm_id = ? ORDER BY message_id DESC LIMIT 1',
    [normal.realm.realmId],
  );
  const url = new URL(/href="([^"]*)"/.exec(row!.html)![1]!.replaceAll('&amp;', '&'));
  links.set(target, url.pathname + url.search);
  return url.pathname + url.search;
}
