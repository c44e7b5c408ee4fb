/** What `sendMessage` accepts, stores and refuses, in both kinds of realm. */
import { recordOptOut } from '../../src/core/suppression/optOuts';
import { mailRealm, type MailRealm } from '../support/mailRealm';
import { testDatabase } from '../support/testDatabase';

const databases = testDatabase();
afterAll(() => databases.close());

const bodies = { subject: 'S %%$first%%', htmlBody: '<b>%%$first%%</b>', plainTextBody: 'P %%$first%%' };
const from = '<from>from@sender.example</from>';
const text = (value: string) => ({ text: value, xsdType: 'string' });

const addresses = (count: number): string =>
  Array.from({ length: count }, (_, i) => `copy${i}@example.org`).join(', ');
const copies = (cc: number, bcc: number): string => `<cc>${addresses(cc)}</cc><bcc>${addresses(bcc)}</bcc>`;

describe('in a normal realm', () => {
  let mail: MailRealm;
  beforeAll(async () => {
    mail = await mailRealm(databases, 'email_first_name');
  });
  const sent = async () => (await mail.messages()).at(-1)!;

  it('personalises with the contact that the address and the first name mean', async () => {
    await mail.contact({ email: 'Two@example.org', first: 'Ann <x>', last: 'A' });
    await mail.contact({ email: 'Two@example.org', first: 'Bob', last: 'B' });
    const long = { ...bodies, from: 'from@sender.example', to: 'two@example.org' };
    expect(await mail.send(long)).toBe(0);
    expect(await sent()).toMatchObject({
      recipient: 'two@example.org',
      subject: 'S Ann <x>',
      html: '<b>Ann &lt;x&gt;</b>',
      plain_text: 'P Ann <x>',
      status: 'queued',
    });
    await mail.send({ ...long, firstName: '' });
    expect((await sent()).subject).toBe('S Ann <x>');
    await mail.send({ ...long, firstName: 'BOB' });
    expect((await sent()).subject).toBe('S Bob');
    await mail.send({ ...long, firstName: 'Carl' });
    expect(await sent()).toMatchObject({ subject: 'S Carl', contact_id: null });
    const xml = `${from}<to><email>two@example.org</email><first_name>bob</first_name></to>`;
    await mail.send({ ...bodies, xmlFlags: xml });
    expect((await sent()).subject).toBe('S Bob');
  });

  it('sends to somebody who is no contact, too', async () => {
    await mail.send({
      ...bodies,
      from: 'from@sender.example',
      to: 'stranger@example.org',
      firstName: 'Kim',
      plainTextBody: '%%$email%% %%$first%% %%$last%%[%%SUBSCRIBER_ID_TAG%%] %%$order%%',
      predata: [{ key: 'order', value: text('17') }],
    });
    const [, token = ''] = /^stranger@example\.org Kim \[(\w+)\] 17$/.exec((await sent()).plain_text!) ?? [];
    // Names the campaign and nobody in it.
    expect(mail.tags.read(token)).toMatchObject({ realmId: mail.realm.realmId, contactId: 0 });
  });

  it('prints custom fields, data of the call and the tag of the contact', async () => {
    const contactId = await mail.contact({ email: 'fields@example.org', first: 'Fay' });
    const { insertId } = await mail.database.write(
      "INSERT INTO custom_fields (realm_id, name, field_type, created_at) VALUES (?, 'tier', 1, UTC_TIMESTAMP(3))",
      [mail.realm.realmId],
    );
    await mail.database.write(
      "INSERT INTO contact_values (realm_id, contact_id, field_id, text_value) VALUES (?, ?, ?, 'gold & more')",
      [mail.realm.realmId, contactId, insertId],
    );
    await mail.send({
      subject: '%%$custom_tier%%',
      htmlBody: '%%$tier%%|%%$first%%|%%$greet%%|%%$only%%',
      plainTextBody: '%%SUBSCRIBER_ID_TAG%%',
      xmlFlags: `${from}<to>fields@example.org</to><data>first,only^flag,one</data>`,
      predata: [
        { key: 'greet', value: text('<i>hi</i>') },
        { key: 'first', value: text('Predata') },
      ],
    });
    expect(await sent()).toMatchObject({
      contact_id: contactId,
      subject: 'gold & more',
      html: 'gold &amp; more|Predata|<i>hi</i>|one',
      plain_text: mail.tags.make({
        realmId: mail.realm.realmId,
        contactId,
        campaignId: (await sent()).campaign_id,
      }),
    });
  });

  it('fills sender, reply-to and return path from the list', async () => {
    const listId = await mail.list({
      fromAddress: 'List <list@sender.example>',
      replyToAddress: 'reply@sender.example',
      errorsToAddress: 'errors@sender.example',
    });
    await mail.send({ ...bodies, listId, to: 'a@example.org' });
    expect(await sent()).toMatchObject({
      sender: '"List" <list@sender.example>',
      reply_to: 'reply@sender.example',
      envelope_sender: 'errors@sender.example',
    });
    await mail.send({
      ...bodies,
      listId,
      to: 'a@example.org',
      from: 'own@sender.example',
      mailFrom: 'own-errors@sender.example',
    });
    expect(await sent()).toMatchObject({
      sender: 'own@sender.example',
      envelope_sender: 'own-errors@sender.example',
    });
    await mail.send({ ...bodies, from: '"X" <bare@sender.example>', to: 'a@example.org' });
    expect(await sent()).toMatchObject({ envelope_sender: 'bare@sender.example', reply_to: '' });
  });

  it('follows the format of the subscription where the call names none', async () => {
    const listId = await mail.list();
    const contactId = await mail.contact({ email: 'plain@example.org' });
    await mail.database.write(
      'INSERT INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at) VALUES (?, ?, ?, 1, UTC_TIMESTAMP(3))',
      [mail.realm.realmId, contactId, listId],
    );
    const call = { ...bodies, listId, to: 'plain@example.org' };
    await mail.send(call);
    expect((await sent()).html).toBeNull();
    await mail.send({ ...call, format: 0, plainTextBody: '' });
    expect(await sent()).toMatchObject({ plain_text: null, html: '<b></b>' });
    await mail.send({ ...call, format: 99 });
    expect(await sent()).toMatchObject({ plain_text: 'P ', html: '<b></b>' });
  });

  it('notes unknown tags by name alone', async () => {
    await mail.send({
      ...bodies,
      xmlFlags: `${from}<to>a@example.org</to><GoogleAnalytics>secret</GoogleAnalytics>`,
    });
    expect(mail.notes.at(-1)).toEqual({
      event: 'sendMessage: unknown tags',
      details: { realm: 'test', tags: 'GoogleAnalytics' },
    });
  });

  it.each([
    ['message.noSender', { ...bodies, to: 'a@example.org' }],
    ['argument.missing', { ...bodies, from: 'f@sender.example', to: '' }],
    ['contact.emailInvalid', { ...bodies, from: 'f@sender.example', to: 'a@example.org, b' }],
    ['argument.invalid', { ...bodies, from: 'nonsense', to: 'a@example.org' }],
    ['argument.invalid', { ...bodies, from: 'f@sender.example', to: 'a@example.org', format: 3 }],
    [
      'argument.invalid',
      { ...bodies, from: 'f@sender.example', to: 'a@example.org', subject: 'x'.repeat(2001) },
    ],
    [
      'message.empty',
      { ...bodies, from: 'f@sender.example', to: 'a@example.org', format: 1, plainTextBody: ' ' },
    ],
    ['message.empty', { subject: 's', from: 'f@sender.example', to: 'a@example.org' }],
    ['list.notFound', { ...bodies, to: 'a@example.org', listId: 999999 }],
    ['template.notFound', { ...bodies, from: 'f@sender.example', to: 'a@example.org', templateId: 7 }],
    ['message.flagsInvalid', { ...bodies, xmlFlags: '<to>a@example.org' }],
    ['message.toInvalid', { ...bodies, xmlFlags: from }],
    ['message.toInvalid', { ...bodies }],
    [
      'argument.invalid',
      {
        ...bodies,
        xmlFlags: `${from}<to>a@example.org</to><campaign_name>${'c'.repeat(101)}</campaign_name>`,
      },
    ],
    ['argument.invalid', { ...bodies, xmlFlags: `${from}<to>a@example.org</to><cc>nonsense</cc>` }],
    // 51 copies.
    ['argument.invalid', { ...bodies, xmlFlags: `${from}<to>a@example.org</to>${copies(26, 25)}` }],
    [
      'request.tooLarge',
      {
        ...bodies,
        plainTextBody: '%%$big%%'.repeat(13),
        from: 'f@sender.example',
        to: 'a@example.org',
        predata: [{ key: 'big', value: text('x'.repeat(1_000_000)) }],
      },
    ],
  ])('refuses with %s and stores nothing', async (code, input) => {
    const before = [(await mail.messages()).length, await mail.queued()];
    await expect(mail.send(input)).rejects.toMatchObject({ name: 'ApiError', code });
    expect([(await mail.messages()).length, await mail.queued()]).toEqual(before);
  });

  it('accepts several messages or none', async () => {
    const before = (await mail.messages()).length;
    const good = '<to>a@example.org</to><to>b@example.org</to><to>"C" &lt;c@example.org&gt;</to>';
    await expect(mail.send({ ...bodies, xmlFlags: `${from}${good}<to>nonsense</to>` })).rejects.toMatchObject(
      {
        code: 'message.toInvalid',
      },
    );
    expect(await mail.messages()).toHaveLength(before);
    await mail.send({ ...bodies, xmlFlags: from + good });
    const all = await mail.messages();
    expect(all.slice(before).map(({ recipient }) => recipient)).toEqual([
      'a@example.org',
      'b@example.org',
      'c@example.org',
    ]);
    expect(new Set(all.map((message) => message.internet_message_id)).size).toBe(all.length);
    expect(all.at(-1)!.internet_message_id).toMatch(/^<[0-9a-f]{32}\.515@gateway\.example>$/);
  });

  it('stores a large message whole', async () => {
    const htmlBody = 'é'.repeat(4_900_000);
    await mail.send({ subject: 's', htmlBody, from: 'f@sender.example', to: 'a@example.org' });
    expect((await sent()).html === htmlBody).toBe(true);
    await mail.database.write('DELETE FROM outbox WHERE bytes > 1000000');
  });

  describe('for people who opted out', () => {
    const optOut = (email: string, level: 'list' | 'global' | 'universal', listId = 0) =>
      recordOptOut(
        mail.database,
        mail.realm,
        { email, firstName: '', customerKey: null },
        { level, listId, source: 'test' },
        new Date(),
      );

    it('keeps the message with the reason, and answers 0', async () => {
      const listId = await mail.list();
      const otherList = await mail.list();
      await mail.contact({ email: 'list-out@example.org' });
      await optOut('list-out@example.org', 'list', listId);
      await optOut('stranger-out@example.org', 'global');
      const queued = await mail.queued();
      expect(await mail.send({ ...bodies, listId, to: 'List-Out@example.org' })).toBe(0);
      const suppressed = await sent();
      expect(suppressed).toMatchObject({ status: 'suppressed', attempts: 1 });
      expect(suppressed.outcome).toContain('(list)');
      expect(await mail.attempts(suppressed.message_id)).toMatchObject([
        { attempt: 1, result: 'suppressed' },
      ]);
      await mail.send({ ...bodies, listId, to: 'stranger-out@example.org' });
      expect((await sent()).outcome).toContain('(global)');
      expect(await mail.queued()).toBe(queued);
      await mail.send({ ...bodies, listId: otherList, to: 'list-out@example.org' });
      expect((await sent()).status).toBe('queued');
    });

    it('sends where the call overrides it, but never against a universal opt-out', async () => {
      const flags = (to: string) => `${from}<to>${to}</to><ignore_optout>1</ignore_optout>`;
      await optOut('global-out@example.org', 'global');
      await mail.send({ ...bodies, xmlFlags: flags('global-out@example.org') });
      expect(await sent()).toMatchObject({ status: 'queued', overrides_opt_out: 1 });
      await optOut('universal-out@example.org', 'universal');
      await mail.universal.publishFrom(mail.database);
      await mail.send({ ...bodies, xmlFlags: flags('Universal-Out@example.org') });
      expect(await sent()).toMatchObject({ status: 'suppressed' });
      expect((await sent()).outcome).toContain('(universal)');
    });

    it('holds for an address whose contact was deleted since', async () => {
      const contactId = await mail.contact({ email: 'deleted-out@example.org' });
      await optOut('deleted-out@example.org', 'global');
      await mail.database.write('DELETE FROM contacts WHERE realm_id = ? AND contact_id = ?', [
        mail.realm.realmId,
        contactId,
      ]);
      await mail.send({ ...bodies, xmlFlags: `${from}<to>Deleted-Out@example.org</to>` });
      expect(await sent()).toMatchObject({ status: 'suppressed', contact_id: null });
    });

    it('leaves them out of copies', async () => {
      await optOut('copy-out@example.org', 'global');
      await mail.send({
        ...bodies,
        xmlFlags: `${from}<to>a@example.org</to><cc>copy-out@example.org, staff@example.org</cc><bcc>copy-out@example.org</bcc>`,
      });
      expect(await sent()).toMatchObject({ status: 'queued', cc: '["staff@example.org"]', bcc: null });
    });
  });
});

describe('in a customer-key realm', () => {
  let mail: MailRealm;
  const block = (email: string, key: string) =>
    `<to><email>${email}</email><customer_key>${key}</customer_key></to>`;
  beforeAll(async () => {
    mail = await mailRealm(databases, 'customer_key');
    await mail.contact({ email: 'shared@example.org', first: 'Upper', key: 'A1' });
    await mail.contact({ email: 'shared@example.org', first: 'Lower', key: 'a1' });
    await mail.contact({ email: 'shared@example.org', first: 'Blank', key: 'A1 ' });
  });

  it('mails the address given, with the data of the contact that the key names', async () => {
    const xmlFlags = from + block('other@example.org', 'a1') + block('shared@example.org', 'A1 ');
    const html = '%%$first%% %%$email%% %%$customer_key%%.';
    expect(await mail.send({ subject: 's', htmlBody: html, xmlFlags })).toBe(0);
    expect(await mail.messages()).toMatchObject([
      { recipient: 'other@example.org', html: 'Lower shared@example.org a1.' },
      { recipient: 'shared@example.org', html: 'Blank shared@example.org A1 .' },
    ]);
  });

  it('refuses an unknown key and a missing one, showing the block that it expects', async () => {
    const before = (await mail.messages()).length;
    for (const to of [
      block('a@example.org', 'unknown'),
      '<to>shared@example.org</to>',
      block('a@example.org', ''),
    ]) {
      await expect(
        mail.send({ ...bodies, xmlFlags: from + block('a@example.org', 'A1') + to }),
      ).rejects.toMatchObject({
        code: 'message.toInvalid',
        message: expect.stringContaining(
          '<to><email>a@b.example</email><customer_key>KEY</customer_key></to>',
        ) as string,
      });
    }
    expect(await mail.messages()).toHaveLength(before);
  });

  it('goes by the opt-outs of the contact, not of the address; but universal ones hold for both', async () => {
    const optOut = (email: string, key: string, level: 'global' | 'universal') =>
      recordOptOut(
        mail.database,
        mail.realm,
        { email, firstName: '', customerKey: key },
        { level, listId: 0, source: 'test' },
        new Date(),
      );
    await optOut('shared@example.org', 'A1', 'global');
    await optOut('gone@example.org', 'zz', 'universal');
    await mail.universal.publishFrom(mail.database);
    await mail.send({
      ...bodies,
      xmlFlags:
        from +
        block('new@example.org', 'A1') +
        block('shared@example.org', 'a1') +
        block('Gone@example.org', 'a1'),
    });
    expect((await mail.messages()).slice(-3).map(({ status }) => status)).toEqual([
      'suppressed',
      'queued',
      'suppressed',
    ]);
  });
});
