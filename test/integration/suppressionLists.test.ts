/** `uploadSuppressionList` through the door, in both kinds of realm. */
import { readAddresses } from '../../src/core/suppression/suppressionLists';
import { runHere } from '../support/commandLine';
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

  it('takes uploads of one new name at the same time, where each may overwrite the others', async () => {
    for (const name of ['First', 'Second', 'Third', 'Fourth']) {
      const uploads = Array.from({ length: 8 }, (_, i) =>
        upload({ name, overwrite: true, data: `${i}@example.org\n${i}@example.net` }),
      );
      expect((await Promise.all(uploads)).map(Number)).toEqual(Array(8).fill(0));
      const kept = await gateway[kind].database.rows<{ email: string }>(
        `SELECT a.email FROM suppression_list_addresses a JOIN suppression_lists l
             ON l.realm_id = a.realm_id AND l.suppression_list_id = a.suppression_list_id
          WHERE l.realm_id = ? AND l.name = ?`,
        [gateway[kind].realm.realmId, name],
      );
      // Those of one upload, whichever came last.
      expect(kept).toHaveLength(2);
      expect(new Set(kept.map(({ email }) => email[0])).size).toBe(1);
    }
  });

  it('is listed with its number on the command line', async () => {
    await upload({ name: 'Listed', data: 'ann@example.org\nnothing\nANN@example.org\nbob@example.org' });
    const { name } = gateway[kind].realm;
    const shown = await runHere(gateway.environment, ['suppression', 'uploads', name]);
    expect(shown).toMatchObject({ code: 0, error: '' });
    expect(shown.out).toMatch(/^\d+ +Listed +2 +\d{4}-.* +leavers\.txt +those who left$/m);
    const { out } = await runHere(gateway.environment, ['suppression', 'uploads', name, '--json']);
    const listed = (JSON.parse(out) as { name: string; suppressionListId: number }[]).find(
      (each) => each.name === 'Listed',
    );
    const [row] = await gateway[kind].database.rows<{ id: number }>(
      "SELECT suppression_list_id AS id FROM suppression_lists WHERE realm_id = ? AND name = 'Listed'",
      [gateway[kind].realm.realmId],
    );
    expect(listed).toMatchObject({ suppressionListId: row!.id, addresses: 2, fileName: 'leavers.txt' });
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
  ])('%j', async (text, addresses, unreadable) => {
    const read = await readAddresses(text);
    expect({ ...read, addresses: [...read.addresses] }).toEqual({
      addresses,
      unreadable,
    });
  });
});
