/** `uploadSuppressionList` through the door, in both kinds of realm. */
import { readAddresses } from '../../src/core/suppression/suppressionLists';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  const upload = (changes: Record<string, string | boolean | null> = {}) =>
    gateway.soap.call('uploadSuppressionList', {
      session: gateway[kind].session,
      fileName: 'leavers.txt',
      name: 'Leavers',
      description: 'those who left',
      overwrite: false,
      data: 'ann@example.org\nBob@Example.org\n',
      ...changes,
    });
  const stored = () =>
    gateway[kind].database.rows<{ email: string; file_name: string; addresses: number }>(
      `SELECT a.email, l.file_name, l.addresses FROM suppression_lists l
         JOIN suppression_list_addresses a ON a.realm_id = l.realm_id AND a.suppression_list_id = l.suppression_list_id
        WHERE l.realm_id = ? AND l.name = 'Leavers' ORDER BY a.email`,
      [gateway[kind].realm.realmId],
    );

  it('stores a list, and replaces it only where it is told to', async () => {
    expect(Number(await upload())).toBe(0);
    const first = await stored();
    expect(first.map(({ email }) => email)).toEqual(['ann@example.org', 'bob@example.org']);
    expect(first[0]).toMatchObject({ file_name: 'leavers.txt', addresses: 2 });

    expect(Number(await upload({ data: 'carol@example.org' }))).toBe(1);
    expect(await stored()).toEqual(first);

    expect(Number(await upload({ data: 'carol@example.org', overwrite: true, fileName: null }))).toBe(0);
    expect(await stored()).toEqual([{ email: 'carol@example.org', file_name: '', addresses: 1 }]);
    expect(Number(await upload({ name: 'leavers', overwrite: true }))).toBe(0);
  });

  it('takes a list of thousands', async () => {
    const data = Array.from({ length: 5001 }, (_, i) => `p${i}@example.org`).join('\n');
    expect(Number(await upload({ data, overwrite: true }))).toBe(0);
    expect(await stored()).toHaveLength(5001);
  });

  it.each([
    [{ data: 'email\nno address\n' }, 'argument.invalid'],
    [{ data: '' }, 'argument.invalid'],
    [{ name: ' ' }, 'argument.missing'],
    [{ name: 'n'.repeat(101) }, 'argument.invalid'],
    [{ description: 'd'.repeat(256) }, 'argument.invalid'],
  ])('refuses %j', async (changes, code) => {
    const args = {
      session: gateway[kind].session,
      fileName: 'f',
      name: 'Bad',
      description: '',
      overwrite: true,
    };
    const fault = await gateway.soap.fault('uploadSuppressionList', {
      ...args,
      data: 'a@b.example',
      ...changes,
    });
    expect(fault.code).toBe(code);
  });
});

describe('what is read', () => {
  it.each([
    ['a@b.example', ['a@b.example'], 0],
    ['\uFEFFEmail;Name\r\n"A@b.example";"Ann"\r\n', ['a@b.example'], 0],
    ['Doe, "John",c@d.example,x@y.example\tz\n\n<e@f.example>', ['c@d.example', 'e@f.example'], 0],
    ['a@b.example\nnothing\na@b.example\n@\n', ['a@b.example'], 2],
    ['@nobody\n', [], 1],
  ])('%j', (text, addresses, unreadable) => {
    expect({ ...readAddresses(text), addresses: [...readAddresses(text).addresses] }).toEqual({
      addresses,
      unreadable,
    });
  });
});
