/** Social accounts and posts through the door, in both kinds of realm. */
import { addSocialProvider, type Network } from '../../src/core/social/socialProviders';
import { makeTemplate } from '../support/launchParts';
import { THEIRS } from '../support/neighbour';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  let realm: TestRealm;
  let session: string;
  beforeAll(() => {
    realm = gateway[kind];
    session = realm.session;
  });
  const add = (network: Network, name: string): Promise<number> =>
    addSocialProvider(realm.database, realm.realm, network, name, new Date());
  const list = (changes = {}): Promise<string> =>
    gateway.soap.text('socialProvidersGetList', { session, format: 'csv', header: true, ...changes });

  it('lists, reads and deletes accounts, and leaves those of other realms', async () => {
    expect(await list()).toBe('"social_provider_id","provider","username"');
    const acme = await add('TWITTER', 'Acme & Sons');
    const page = await add('FACEBOOK', 'acme.page');
    expect(await list()).toBe(
      `"social_provider_id","provider","username"\n"${page}","FACEBOOK","acme.page"\n"${acme}","TWITTER","Acme & Sons"`,
    );
    expect(await list({ format: 'XML', header: false })).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><data><Data><social_provider_id>${page}</social_provider_id><provider>FACEBOOK</provider><username>acme.page</username></Data>` +
        `<Data><social_provider_id>${acme}</social_provider_id><provider>TWITTER</provider><username>Acme &amp; Sons</username></Data></data>`,
    );
    // The session stands second, and third.
    const row = `"${acme}","TWITTER","Acme & Sons"`;
    expect(await gateway.soap.positional('socialProviderGetById', [acme, session, 'csv', false])).toBe(row);
    expect(
      await gateway.soap.positional('socialProviderGetByUsername', [
        'twitter',
        ' ACME & sons ',
        session,
        'csv',
        false,
      ]),
    ).toBe(row);
    const read = { session, format: 'csv', header: false };
    expect(
      (await gateway.soap.fault('socialProviderGetById', { providerId: acme + 999, ...read })).code,
    ).toBe('socialProvider.notFound');
    expect((await gateway.soap.fault('socialProviderGetById', { providerId: THEIRS.id, ...read })).code).toBe(
      'socialProvider.notFound',
    );
    expect(
      (
        await gateway.soap.fault('socialProviderGetByUsername', {
          providerName: 'FACEBOOK',
          userName: 'Acme & Sons',
          ...read,
        })
      ).code,
    ).toBe('socialProvider.notFound');

    const deleteById = (providerId: number): Promise<unknown> =>
      gateway.soap.call('socialProviderDeleteById', { session, providerId });
    const deleteByName = (providerName: string, userName: string): Promise<unknown> =>
      gateway.soap.call('socialProviderDeleteByUsername', { session, providerName, userName });
    expect([await deleteById(acme), await deleteById(acme)]).toEqual([0, 1]);
    expect([
      await deleteByName('TWITTER', 'acme.page'),
      await deleteByName('facebook', 'Acme.Page'),
      await deleteByName('facebook', 'Acme.Page'),
    ]).toEqual([1, 0, 1]);
    // The neighbour's.
    expect([await deleteById(THEIRS.id), await deleteByName('TWITTER', THEIRS.name)]).toEqual([1, 1]);
    expect(await list({ header: false })).toBe('');
  });

  it('refuses an account twice, and names that are none', async () => {
    await add('LINKEDIN', 'Once');
    await expect(add('LINKEDIN', ' ONCE')).rejects.toMatchObject({ code: 'socialProvider.exists' });
    await expect(add('LINKEDIN', ' ')).rejects.toMatchObject({ code: 'argument.invalid' });
    await expect(add('LINKEDIN', 'x'.repeat(101))).rejects.toMatchObject({ code: 'argument.invalid' });
    await add('TWITTER', 'Once');
  });

  it('keeps one post for each template and network, until it is taken away', async () => {
    const templateId = await makeTemplate(realm, {});
    const [named] = await realm.database.rows<{ name: string }>(
      'SELECT name FROM templates WHERE template_id = ?',
      [templateId],
    );
    const set = (provider: string, post: string | null): Promise<unknown> =>
      gateway.soap.call('socialPostSetForTemplate', { session, templateId, provider, post });
    const posts = (changes = {}): Promise<string> =>
      gateway.soap.text('socialPostsForTemplateGetById', {
        session,
        templateId,
        format: 'csv_pipe',
        header: false,
        ...changes,
      });
    expect(await posts()).toBe('');
    const text = 'Out <now>: "news" & more 😀\nhttps://shop.example/';
    expect([
      await set('TWITTER', 'first'),
      await set('facebook', text),
      await set('Twitter', 'second'),
    ]).toEqual([0, 0, 0]);
    const rows = (await posts()).split('\n"');
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(
      new RegExp(`^"\\d+"\\|"${templateId}"\\|"FACEBOOK"\\|"Out <now>: ""news"" & more 😀\n`),
    );
    expect(rows[1]).toMatch(new RegExp(`^\\d+"\\|"${templateId}"\\|"TWITTER"\\|"second"$`));
    expect(
      await gateway.soap.text('socialPostsForTemplateGetByName', {
        session,
        templateName: named!.name,
        format: 'csv_pipe',
        header: true,
      }),
    ).toBe(`"template_social_post_id"|"template_id"|"provider"|"post"\n${await posts()}`);
    expect([await set('facebook', ''), await set('facebook', null)]).toEqual([0, 0]);
    expect((await posts()).split('\n')).toHaveLength(1);

    const fault = async (operation: string, args: Record<string, string | number | boolean>) =>
      (await gateway.soap.fault(operation, { session, ...args })).code;
    expect([
      await fault('socialPostSetForTemplate', { templateId, provider: 'MYSPACE', post: 'x' }),
      await fault('socialPostSetForTemplate', { templateId, provider: 'TWITTER', post: 'x'.repeat(16_001) }),
      await fault('socialPostSetForTemplate', { templateId: 1, provider: 'TWITTER', post: 'x' }),
      await fault('socialPostsForTemplateGetById', { templateId: 1, format: 'csv', header: true }),
      await fault('socialPostsForTemplateGetByName', { templateName: '?', format: 'csv', header: true }),
      await fault('socialPostsForTemplateGetById', { templateId, format: 'pdf', header: true }),
    ]).toEqual([
      'argument.invalid',
      'argument.invalid',
      'template.notFound',
      'template.notFound',
      'template.notFound',
      'argument.invalid',
    ]);
    // Its posts go with a template.
    expect(await gateway.soap.call('templateDelete', { session, templateId, templateName: null })).toBe(0);
    const left = await realm.database.rows('SELECT 1 FROM template_social_posts WHERE template_id = ?', [
      templateId,
    ]);
    expect(left).toEqual([]);
  });
});
