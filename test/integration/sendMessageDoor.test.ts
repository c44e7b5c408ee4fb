/** `sendMessage` through the SOAP door, to the mail that arrives: by SMTP, and as a file if there is no relay. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import PostalMime, { type Email } from 'postal-mime';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { inVar, startTestGateway, type TestGateway } from '../support/testGateway';

const until = async (isDone: () => boolean): Promise<void> => {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('with a relay', () => {
  let sink: SmtpSink;
  let gateway: TestGateway;
  beforeAll(async () => {
    sink = await startSmtpSink();
    gateway = await startTestGateway({ SMTP_URL: sink.url });
    for (const [customerKey, email, first] of [
      ['A1', 'shared@example.org', 'Ann & Co'],
      ['a1', 'shared@example.org', 'Bob'],
    ])
      await gateway.soap.call('userSubscribeWithCustomDataByCustomerKey', {
        session: gateway.keyed.session,
        customerKey: customerKey!,
        email: email!,
        listId: gateway.keyed.listId,
        emailFormat: 99,
        data: [['first', first!]],
      });
    await gateway.soap.call('userSubscribeWithCustomData', {
      session: gateway.normal.session,
      email: 'ann@example.org',
      listId: gateway.normal.listId,
      emailFormat: 1,
      data: [['first', 'Ann']],
    });
  });
  afterAll(async () => {
    await gateway.close();
    await sink.close();
  });

  /** Calls, and waits for the mails that come of it. */
  async function mailsOf(call: () => Promise<unknown>, count: number): Promise<Email[]> {
    const before = sink.mails.length;
    expect(await call()).toBe(0);
    await until(() => sink.mails.length >= before + count);
    return Promise.all(sink.mails.slice(before).map(({ raw }) => PostalMime.parse(raw)));
  }

  it('delivers the XML form in a customer-key realm, by key', async () => {
    const block = (key: string) =>
      `<to><email>to-${key}@example.org</email><customer_key>${key}</customer_key></to>`;
    const mails = await mailsOf(
      () =>
        gateway.soap.call('sendMessage', {
          session: gateway.keyed.session,
          xmlFlags: `<list_id>${gateway.keyed.listId}</list_id>${block('A1')}${block('a1')}`,
          subject: 'For %%$first%%',
          htmlBody: '<p>%%$first%% %%$greet%%</p>',
          plainTextBody: '%%$first%%',
          predata: [['greet', '<b>Grüße</b>']],
        }),
      2,
    );
    const byAddress = new Map(mails.map((mail) => [mail.to?.[0]?.address, mail]));
    expect(byAddress.get('to-A1@example.org')).toMatchObject({
      subject: 'For Ann & Co',
      from: { name: 'Test list', address: 'list@sender.example' },
    });
    expect(byAddress.get('to-A1@example.org')?.html?.trim()).toBe('<p>Ann &amp; Co <b>Grüße</b></p>');
    expect(byAddress.get('to-a1@example.org')).toMatchObject({ subject: 'For Bob' });
  });

  it('refuses the long form in a customer-key realm, and names the other one', async () => {
    const { session, listId } = gateway.keyed;
    const fault = await gateway.soap.fault('sendMessage', {
      session,
      templateId: -1,
      listId,
      format: 0,
      from: '',
      to: 'to-A1@example.org',
      firstName: '',
      cc: '',
      replyTo: '',
      mailFrom: '',
      subject: 'Hello',
      htmlBody: '',
      plainTextBody: 'x',
      vmta: '',
      predata: null,
    });
    expect(fault.code).toBe('realm.useCustomerKey');
    expect(fault.faultstring).toContain('sendMessage with XML flags');
  });

  it('delivers the long form in a normal realm, named or in order', async () => {
    const { session, listId } = gateway.normal;
    const [named] = await mailsOf(
      () =>
        gateway.soap.call('sendMessage', {
          session,
          templateId: -1,
          listId,
          format: 0,
          from: '',
          to: 'ann@example.org',
          firstName: '',
          cc: '',
          replyTo: 'reply@sender.example',
          mailFrom: 'bounce@sender.example',
          subject: 'Hello %%$first%%',
          htmlBody: '<p>x</p>',
          plainTextBody: 'x',
          vmta: '',
          predata: null,
        }),
      1,
    );
    expect(named).toMatchObject({ subject: 'Hello Ann', replyTo: [{ address: 'reply@sender.example' }] });
    expect(named!.html).toBeUndefined();
    expect(sink.mails.at(-1)!.from).toBe('bounce@sender.example');
    const order = [
      session,
      0,
      listId,
      2,
      '"F" <f@sender.example>',
      'x@example.org',
      null,
      null,
      null,
      null,
      'S',
      '<p>y</p>',
      '',
      null,
      null,
    ];
    const [positional] = await mailsOf(() => gateway.soap.positional('sendMessage', order), 1);
    expect(positional).toMatchObject({ subject: 'S', from: { name: 'F' } });
    const six = [session, '<FROM>f@sender.example</FROM><To>x@example.org</To>', 'S6', '', 'plain', null];
    const [xml] = await mailsOf(() => gateway.soap.positional('sendMessage', six), 1);
    expect(xml).toMatchObject({ subject: 'S6' });
  });

  it('answers with faults that say what to write', async () => {
    const { session } = gateway.keyed;
    const text = { subject: 's', htmlBody: '', plainTextBody: 'p', predata: null };
    const missing = await gateway.soap.fault('sendMessage', {
      session,
      xmlFlags: '<to>a@example.org</to>',
      ...text,
    });
    expect(missing.code).toBe('message.toInvalid');
    expect(missing.faultstring).toContain(
      '<to><email>a@b.example</email><customer_key>KEY</customer_key></to>',
    );
    const block = (inside: string) => `<to>${inside}</to>`;
    const one = '<email>a@example.org</email>';
    const key = '<customer_key>A1</customer_key>';
    for (const [inside, why] of [
      [`${one}<email>b@example.org</email>${key}`, 'the block has an address twice'],
      [`${one}<customer_key>a1</customer_key>${key}`, 'the block has a customer key twice'],
      [`${one}${key}${block(`<email>b@example.org</email>${key}`)}`, 'the block holds another <to>'],
      [`b@example.org ${one}${key}`, 'an address in a tag and text beside it'],
    ] as const) {
      const lost = await gateway.soap.fault('sendMessage', { session, xmlFlags: block(inside), ...text });
      expect(lost).toMatchObject({ code: 'message.toInvalid' });
      expect(lost.faultstring).toContain(why);
      expect(lost.faultstring).toContain(
        '<to><email>a@b.example</email><customer_key>KEY</customer_key></to>',
      );
    }
    const sender = '<from>f@sender.example</from>';
    const good = block(one + key);
    for (const [flags, says] of [
      [
        `${sender}${good}<cc>Doe, Jane &lt;jane@example.org&gt;</cc>`,
        /cc is not valid: "Doe" is not .*in double quotes/,
      ],
      [`${good}<from>a@shop.example, b@shop.example</from>`, /from is not valid: it names 2 addresses/],
      [`${sender}${good}<cc>ann@example.org\u200b</cc>`, /holds the character U\+200B/],
      [`<to><email>Doe, Jane &lt;j@example.org&gt;</email>${key}</to>`, /"Doe" is not .*in double quotes/],
      [`${sender}${good}<cc>&#x1;a@example.org</cc>`, /the character U\+0001/],
    ] as const) {
      const refused = await gateway.soap.fault('sendMessage', { session, xmlFlags: flags, ...text });
      expect(refused.faultstring).toMatch(says);
    }
    const nothing = await gateway.soap.fault('sendMessage', { session, xmlFlags: null, ...text });
    expect(nothing.code).toBe('message.toInvalid');
    expect(readFileSync(gateway.logFile, 'utf8')).not.toMatch(/@example\.org/);
  });
});

describe('without a relay', () => {
  it('writes a file that a newcomer finds', async () => {
    const gateway = await startTestGateway();
    const { session, listId } = gateway.normal;
    const xmlFlags = `<list_id>${listId}</list_id><to>a@example.org</to>`;
    const text = { subject: 'As a file', htmlBody: '', plainTextBody: 'p', predata: null };
    expect(await gateway.soap.call('sendMessage', { session, xmlFlags, ...text })).toBe(0);
    const directory = inVar(gateway, 'mail');
    const files = (): string[] =>
      existsSync(directory) ? readdirSync(directory).filter((name) => /^\d.*\.eml$/.test(name)) : [];
    await until(() => files().length > 0);
    expect(files()).toHaveLength(1);
    expect((await PostalMime.parse(readFileSync(inVar(gateway, 'mail', files()[0]!)))).subject).toBe(
      'As a file',
    );
    await gateway.close();
  });
});
