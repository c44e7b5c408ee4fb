/** Contacts come and go as files: sending one, saying what its columns mean, watching it, and taking everything home. */
import { html, type Html } from '../../public/html';
import { Refused } from '../consoleCaller';
import { at } from '../consolePaths';
import { actForm, checkbox, facts, field, join, linkButton, notice, section, select } from '../elements';
import { realmFacts } from '../realmFacts';
import { filled, texts } from '../texts';
import { peek, type ImportResult, type Upload } from '../uploads';
import type { ConsolePage, Shown, Visit } from '../visit';

const t = texts.transfer;

/** Columns that mean something besides fields. */
const OWN = ['customer_key', 'subscriptions', 'opt_outs', 'created_date', 'updated_date'];
const STANDARD = [
  'email',
  'first',
  'last',
  'company',
  'address_1',
  'address_2',
  'city',
  'state',
  'zip',
  'country',
  'phone',
  'fax',
];
const EXAMPLES = 3;
const LEAVE_OUT = '-';
const NEW_FIELD = '+';
/** The heading of a column that an import takes no notice of. */
const PASSED_OVER = 'subscriber_id';

export const importPage: ConsolePage = {
  path: '/realms/:realm/import',
  show: async (visit) => ({
    title: t.importTitle,
    trail: [[texts.contacts.title, at('realms', visit.realm, 'contacts')]],
    body: section(
      t.fileTitle,
      actForm(
        visit,
        { act: 'send', button: t.send, isUpload: true },
        html`${field({ name: 'file', label: t.file, type: 'file', hint: t.fileHint, isRequired: true })}
        ${select({ name: 'encoding', label: t.encoding, choices: Object.entries(t.encodings), value: 'utf-8' })}`,
      ),
      t.fileNote,
    ),
  }),
  acts: {
    send: async (visit) => {
      // Only who may import may leave files here; the pipeline says who that is.
      if (!visit.may('manager')) throw new Refused('rights.missing', 403, texts.problem.notFound);
      const content = new TextDecoder(
        visit.form('encoding') === 'windows-1252' ? 'windows-1252' : 'utf-8',
      ).decode(visit.file('file') ?? Buffer.alloc(0));
      const { delimiter, rows } = peek(content, EXAMPLES + 1);
      const [headings = [], ...examples] = rows;
      if (examples.length === 0) throw new Refused('argument.invalid', 400, t.empty);
      const id = await visit.uploads.keep(content, {
        realm: visit.realm,
        fileName: '',
        headings,
        examples,
        delimiter,
        state: 'waiting',
        rows: 0,
        share: 0,
        isDryRun: false,
        choices: { columns: [], list: '', createLists: false },
        result: null,
        problem: '',
      });
      return { to: at('realms', visit.realm, 'import', id) };
    },
  },
};

const uploadOf = async (visit: Visit): Promise<Upload> => {
  const upload = await visit.uploads.find(visit.realm, visit.params.upload!);
  if (!upload || !visit.may('manager')) throw new Refused('token.invalid', 404, texts.problem.notFound);
  return upload;
};

export const uploadPage: ConsolePage = {
  path: '/realms/:realm/import/:upload',
  show: async (visit) => {
    const upload = await uploadOf(visit);
    const page = (title: string, body: Html): Shown => ({
      title,
      trail: [
        [texts.contacts.title, at('realms', visit.realm, 'contacts')],
        [t.importTitle, at('realms', visit.realm, 'import')],
      ],
      body,
    });
    switch (upload.state) {
      case 'running':
        return page(t.runningTitle, progress(upload));
      case 'failed':
        return page(t.failedTitle, html`${notice(upload.problem, 'problem')}${await mapping(visit, upload)}`);
      case 'done':
        return page(
          upload.isDryRun ? t.dryRunTitle : t.doneTitle,
          html`${outcome(visit, upload)}${upload.isDryRun ? await mapping(visit, upload) : null}`,
        );
      default:
        return page(t.columnsTitle, await mapping(visit, upload));
    }
  },
  acts: {
    start: async (visit) => {
      const upload = await uploadOf(visit);
      const id = visit.params.upload!;
      const columns = upload.headings.map((_, i) => visit.form(`column.${i}`));
      const choices = { columns, list: visit.form('list'), createLists: visit.form('createLists') === 'yes' };
      await visit.uploads.setHeadings(
        id,
        upload,
        columns.map((choice, i) =>
          choice === LEAVE_OUT
            ? PASSED_OVER
            : choice === NEW_FIELD
              ? `custom_${upload.headings[i]!.trim()}`
              : choice,
        ),
      );
      const isDryRun = visit.form('dryRun') === 'yes';
      const running: Upload = {
        ...upload,
        state: 'running',
        isDryRun,
        choices,
        rows: 0,
        share: 0,
        problem: '',
        result: null,
      };
      await visit.uploads.note(id, running);
      // It goes on by itself; the page that follows asks how far it is.
      void run(visit, id, running, columns.includes(NEW_FIELD));
      return { to: at('realms', visit.realm, 'import', id) };
    },
  },
};

const NOTE_EVERY_MS = 500;

async function run(visit: Visit, id: string, upload: Upload, createFields: boolean): Promise<void> {
  let notedAt = 0;
  try {
    const result = await visit.callLong<ImportResult>(
      'contactsImport',
      {
        path: visit.uploads.contentPath(id),
        delimiter: upload.delimiter,
        encoding: 'utf-8',
        list: upload.choices.list || null,
        emailFormat: 99,
        createFields,
        createLists: upload.choices.createLists,
        skipUnknown: false,
        restart: true,
        refusedPath: visit.uploads.refusedPath(id),
        dryRun: upload.isDryRun,
      },
      async (told) => {
        const { bytes, size, rows } = told as { bytes: number; size: number; rows: number };
        if (Date.now() - notedAt < NOTE_EVERY_MS) return;
        notedAt = Date.now();
        await visit.uploads.note(id, { ...upload, rows, share: size === 0 ? 1 : bytes / size });
      },
    );
    await visit.uploads.note(id, { ...upload, state: 'done', share: 1, rows: result.rows, result });
  } catch (error) {
    const problem = error instanceof Refused ? error.message : texts.problem.unexpected;
    await visit.uploads.note(id, { ...upload, state: 'failed', problem }).catch(() => undefined);
  }
}

/** What each column is. */
async function mapping(visit: Visit, upload: Upload): Promise<Html> {
  const custom = (await visit.call<{ name: string }[]>('fieldList')).map(({ name }) => name);
  const lists = await visit.call<{ listId: number; name: string }[]>('listList');
  const { hasKey } = await realmFacts(visit);
  const own = OWN.filter((name) => hasKey || name !== 'customer_key');
  const known = [...own, ...STANDARD, ...custom.map((name) => `custom_${name}`)];
  const guess = (heading: string): string => {
    const name = heading.trim();
    const aliases: Readonly<Record<string, string>> = {
      first_name: 'first',
      firstname: 'first',
      last_name: 'last',
      lastname: 'last',
      lists: 'subscriptions',
      'e-mail': 'email',
      mail: 'email',
    };
    return (
      [...own, ...STANDARD].find((one) => one === name.toLowerCase()) ??
      aliases[name.toLowerCase()] ??
      known.find((one) => one === name || one === `custom_${name}`) ??
      LEAVE_OUT
    );
  };
  return section(
    t.columnsTitle,
    actForm(
      visit,
      { act: 'start', button: t.start },
      html`<div class="mapping">
          ${upload.headings.map((heading, i) =>
            select({
              name: `column.${i}`,
              label: heading.trim() || filled(t.column, { number: i + 1 }),
              hint: filled(t.examples, {
                values:
                  upload.examples
                    .map((row) => row[i] ?? '')
                    .filter(Boolean)
                    .join(', ') || '–',
              }),
              value: upload.choices.columns[i] ?? guess(heading),
              choices: [
                [LEAVE_OUT, t.leaveOut],
                ...(heading.trim() === '' ? [] : [[NEW_FIELD, t.newField] as const]),
                ...known.map((name) => [name, t.meanings[name] ?? name.replace(/^custom_/, '')] as const),
              ],
            }),
          )}
        </div>
        ${select({
          name: 'list',
          label: t.list,
          value: upload.choices.list,
          choices: [['', t.noList], ...lists.map(({ listId, name }) => [String(listId), name] as const)],
        })}
        ${checkbox({ name: 'createLists', label: t.createLists, isChecked: upload.choices.createLists })}
        ${checkbox({ name: 'dryRun', label: t.dryRun, isChecked: upload.state === 'waiting' })}`,
    ),
    t.columnsNote,
  );
}

const progress = ({ rows, share }: Upload): Html =>
  html`<div data-refresh="1000">
    <p role="status">${filled(t.running, { rows })}</p>
    <progress max="100" value="${Math.floor(share * 100)}" aria-label="${t.runningTitle}"></progress>
    <p class="note">${t.runningNote}</p>
    <p>${linkButton(t.look, '')}</p>
  </div>`;

function outcome(visit: Visit, { result, isDryRun }: Upload): Html {
  if (!result) return html``;
  const path = at('realms', visit.realm, 'import', visit.params.upload!, 'refused');
  return join([
    notice(isDryRun ? t.dryRunText : t.doneText, 'done'),
    facts([
      [t.rows, result.rows],
      [t.created, result.created],
      [t.updated, result.updated],
      [t.refused, result.refused],
      [t.createdFields, result.createdFields.join(', ')],
      [t.createdLists, result.createdLists.join(', ')],
    ]),
    result.refused === 0 ? null : html`<p>${linkButton(t.refusedFile, path)}</p>`,
  ]);
}

export const refusedPage: ConsolePage = {
  path: '/realms/:realm/import/:upload/refused',
  show: async (visit) => {
    await uploadOf(visit);
    return {
      fileName: 'refused.csv',
      type: 'text/csv',
      content: await visit.uploads.readRefused(visit.params.upload!),
    };
  },
};

export const exportPage: ConsolePage = {
  path: '/realms/:realm/export',
  show: async (visit) => ({
    title: t.exportTitle,
    trail: [[texts.contacts.title, at('realms', visit.realm, 'contacts')]],
    body: section(
      t.exportTitle,
      actForm(
        visit,
        { act: 'export', button: t.download },
        select({
          name: 'list',
          label: t.exportList,
          choices: [
            ['', t.everybody],
            ...(await visit.call<{ listId: number; name: string }[]>('listList')).map(
              ({ listId, name }) => [String(listId), name] as const,
            ),
          ],
        }),
      ),
      t.exportNote,
    ),
  }),
  acts: {
    // It leaves a line in the audit log, so it is asked for as a change is.
    export: async (visit) => ({
      fileName: `${visit.realm}-contacts.csv`,
      type: 'text/csv',
      pieces: (write) =>
        visit.callLong<unknown>(
          'contactsExport',
          { list: visit.form('list') || null, delimiter: ',' },
          (piece) => write((piece as { text: string }).text),
        ),
    }),
  },
};
