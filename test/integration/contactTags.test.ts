/** The subscriber-id tag: printed into a message, read from the mail that arrives, and looked up again. */
import PostalMime from 'postal-mime';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let sink: SmtpSink;
let gateway: TestGateway;
beforeAll(async () => {
  sink = await startSmtpSink();
  gateway = await startTestGateway({ SMTP_URL: sink.url });
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
});

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  const email = `${kind}-tag@example.org`;
  let session: string;
  let tag: string;

  beforeAll(async () => {
    const { listId, session: own } = gateway[kind];
    session = own;
    const key = kind === 'keyed' ? { customerKey: 'T1' } : {};
    const name = kind === 'keyed' ? 'userSubscribeByCustomerKey' : 'userSubscribe';
    await gateway.soap.call(name, { session, ...key, email, listId, emailFormat: 1 });
    const before = sink.mails.length;
    const keyTag = kind === 'keyed' ? '<customer_key>T1</customer_key>' : '';
    await gateway.soap.call('sendMessage', {
      session,
      xmlFlags: `<to><email>${email}</email>${keyTag}</to><list_id>${listId}</list_id>`,
      subject: 'tag',
      htmlBody: null,
      plainTextBody: '%%SUBSCRIBER_ID_TAG%%',
      predata: null,
    });
    while (sink.mails.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
    const mail = await PostalMime.parse(sink.mails.at(-1)!.raw);
    tag = (mail.text ?? '').trim();
  });

  const search = (subscriberIdTag: string, returnXml = false) =>
    gateway.soap.text('userSearchByTag', { session, subscriberIdTag, returnXml });
  const isValid = (address: string, encryptedId: string) =>
    gateway.soap.call('isUserValid', { session, email: address, encryptedId });

  test('it is 64 upper-case hex digits and finds its contact', async () => {
    expect(tag).toMatch(/^[0-9A-F]{64}$/);
    expect(await search(tag)).toContain(`"${email}"`);
    expect(await search(tag.toLowerCase(), true)).toContain(`<email>${email}</email>`);
  });

  test('it belongs to its address, in any case, and to no other', async () => {
    expect(await isValid(email.toUpperCase(), tag)).toBe(true);
    expect(await isValid('other@example.org', tag)).toBe(false);
  });

  test('a changed tag, and one of another realm, name nobody', async () => {
    const changed = tag.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    const changedAtEnd = tag.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    const { neighbour } = gateway[kind];
    for (const bad of [changed, changedAtEnd, 'nonsense', '']) {
      await expect(search(bad)).rejects.toMatchObject({ code: 'contact.notFound' });
      expect(await isValid(email, bad)).toBe(false);
    }
    await expect(
      gateway.soap.call('userSearchByTag', {
        session: neighbour.session,
        subscriberIdTag: tag,
        returnXml: false,
      }),
    ).rejects.toMatchObject({ code: 'contact.notFound' });
  });
});
