/**
 * Random sequences of what can happen to contacts, in realms of every identity scheme: the gateway gives the answers that
 * the model gives, and is left as the model is. A sequence that shows a difference is shortened and printed with its seed.
 *
 * FAST_CHECK_SEED repeats a run, FAST_CHECK_SECONDS says how long it may take in all (`npm run test:identity`).
 */
import fc from 'fast-check';
import { ApiError } from '../../src/contract/errorCatalogue';
import { contactForget, contactUnforget } from '../../src/operations/administration/contacts/contactForget';
import { contactRemove, contactRestore } from '../../src/operations/administration/contacts/contactRemove';
import { contactsExport } from '../../src/operations/administration/contacts/contactsExport';
import { contactSet } from '../../src/operations/administration/contacts/contactSet';
import { createList } from '../../src/core/lists/lists';
import { IdentityModel, RULES, type Named, type Scheme } from '../support/identityModel';
import { localAdministrator, type LocalAdministrator } from '../support/localAdministrator';
import { SoapFault } from '../support/soapClient';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

const SCHEMES = Object.keys(RULES) as Scheme[];
const SECONDS = Number(process.env.FAST_CHECK_SECONDS ?? 14);
const SEED = process.env.FAST_CHECK_SEED ? Number(process.env.FAST_CHECK_SEED) : Date.now() % 2 ** 31;

const KEYS = ['k0', 'k1', 'k2'];
const EMAILS = ['e0@machine.example', 'e1@machine.example', 'e2@machine.example'];
const LISTS = ['News', 'Offers'];

const key: fc.Arbitrary<string | null> = fc.constantFrom(...KEYS, null);
const email: fc.Arbitrary<string | null> = fc.constantFrom(...EMAILS, null);
const name = { key, email, first: fc.constantFrom<string>('', '', 'ann', 'bob') };
const list = fc.nat({ max: 1 });
/** Which of those there are. */
const nth = fc.nat({ max: 5 });
/** A value that is set, cleared or left alone. */
const change = (values: readonly string[]) => fc.constantFrom(...values, null, undefined);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constant('subscribe' as const), ...name, list, override: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('unsubscribe' as const),
      ...name,
      list: fc.constantFrom(0, 1, null),
      optOut: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('setCity' as const),
      ...name,
      city: fc.constantFrom<string>('Oslo', 'Bergen'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('delete' as const), ...name }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('set' as const),
      nth,
      key: change(KEYS),
      email: change(EMAILS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constantFrom('remove' as const, 'restore' as const, 'restore' as const, 'forget' as const),
      nth,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('unforget' as const),
      identifier: fc.constantFrom(...KEYS, ...EMAILS),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Place = Omit<TestRealm, 'neighbour'> & { readonly lists: readonly number[] };

let gateway: TestGateway;
let administrator: LocalAdministrator;
const places = new Map<Scheme, Place>();
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  administrator = await localAdministrator(gateway);
  for (const scheme of SCHEMES) {
    const at = await gateway.realmBy(scheme);
    const lists: number[] = [];
    for (const listName of LISTS)
      lists.push(
        await createList(at.database, at.realm, { name: listName, fromAddress: 'a@b.example' }, new Date()),
      );
    places.set(scheme, { ...at, lists });
  }
});
afterAll(async () => {
  await administrator.close();
  await gateway.close();
});

/** A realm as the model and the gateway have it, side by side. */
class Pair {
  readonly model: IdentityModel;
  readonly #place: Place;

  constructor(scheme: Scheme, place: Place) {
    this.model = new IdentityModel(scheme);
    this.#place = place;
  }

  async clear(): Promise<void> {
    const { database, realm } = this.#place;
    for (const table of [
      'contacts',
      'contact_values',
      'subscriptions',
      'opt_outs',
      'former_contacts',
      'forgotten_identifiers',
    ])
      await database.writeOf(`DELETE FROM ${table} WHERE realm_id = ?`, [realm.realmId]);
  }

  /** Takes a step in both. @returns what each answered, or null if there is nobody to take it with */
  async take(one: Step): Promise<{ gateway: unknown; model: unknown } | null> {
    switch (one.does) {
      case 'subscribe': {
        const listId = this.#place.lists[one.list]!;
        const answer = await this.#soap('userSubscribeOptOut', one, {
          listId,
          emailFormat: 1,
          overrideOptOut: one.override,
        });
        if (answer === null) return null;
        const newest = await this.#newest();
        return {
          gateway: answer,
          model: this.model.subscribe(this.#named(one), one.list + 1, one.override, () => newest),
        };
      }
      case 'unsubscribe': {
        const listId = one.list === null ? 0 : this.#place.lists[one.list]!;
        const answer = await this.#soap('userUnSubscribe', one, {
          listId,
          optout: one.optOut,
          universal: false,
        });
        const model = (): number =>
          this.model.unsubscribe(this.#named(one), one.list === null ? 0 : one.list + 1, one.optOut);
        return answer === null ? null : { gateway: answer, model: model() };
      }
      case 'setCity': {
        const answer = await this.#soap('userSetDataString', one, { fieldName: 'city', value: one.city });
        return answer === null
          ? null
          : { gateway: answer, model: this.model.setCity({ ...this.#named(one), first: '' }, one.city) };
      }
      case 'delete': {
        const answer = await this.#soap('userDelete', one, {});
        return answer === null ? null : { gateway: answer, model: this.model.delete(this.#named(one)) };
      }
      case 'set': {
        const id = this.#pick(this.model.people, one.nth);
        if (id === null) return null;
        const changes = {
          ...(one.key === undefined ? {} : { key: one.key }),
          ...(one.email === undefined ? {} : { email: one.email }),
        };
        const asked = {
          contact: String(id),
          isNumber: true,
          firstName: null,
          email: one.email === null ? '' : (one.email ?? null),
          key: one.key === null ? '' : (one.key ?? null),
        };
        const answer = await this.#ask(() => administrator.call(this.#name, contactSet, asked));
        return { gateway: answer, model: this.model.set(id, changes) };
      }
      case 'remove': {
        const id = this.#pick(this.model.people, one.nth);
        if (id === null) return null;
        const contact = { contact: String(id), isNumber: true, firstName: null };
        const answer = await this.#ask(() => administrator.call(this.#name, contactRemove, contact));
        this.model.remove(id);
        return { gateway: answer, model: 0 };
      }
      case 'restore': {
        const id = this.#pick(this.model.removed, one.nth);
        if (id === null) return null;
        const answer = await this.#ask(() =>
          administrator.call(this.#name, contactRestore, { contact: String(id) }),
        );
        return { gateway: answer, model: this.model.restore(id) };
      }
      case 'forget': {
        const id = this.#pick(this.model.people, one.nth);
        if (id === null) return null;
        const contact = { contact: String(id), isNumber: true, firstName: null };
        const answer = await this.#ask(() => administrator.call(this.#name, contactForget, contact));
        this.model.forget(id);
        return { gateway: answer, model: 0 };
      }
      case 'unforget': {
        const { wasForgotten } = await administrator.call(this.#name, contactUnforget, {
          identifier: one.identifier,
        });
        return { gateway: wasForgotten, model: this.model.unforget(one.identifier) };
      }
    }
  }

  /** Takes a step in the gateway alone, where it names whom it is about. @returns the answer, null if it does not */
  ask(one: Step): Promise<unknown> {
    const at = (list: number | null): number => (list === null ? 0 : this.#place.lists[list]!);
    switch (one.does) {
      case 'subscribe':
        return this.#soap('userSubscribeOptOut', one, {
          listId: at(one.list),
          emailFormat: 1,
          overrideOptOut: one.override,
        });
      case 'unsubscribe':
        return this.#soap('userUnSubscribe', one, {
          listId: at(one.list),
          optout: one.optOut,
          universal: false,
        });
      case 'setCity':
        return this.#soap('userSetDataString', one, { fieldName: 'city', value: one.city });
      case 'delete':
        return this.#soap('userDelete', one, {});
      case 'set':
        return this.#ask(() =>
          administrator.call(this.#name, contactSet, {
            contact: (this.model.byKey ? KEYS : EMAILS)[one.nth % 3]!,
            isNumber: null,
            firstName: null,
            email: one.email ?? null,
            key: one.key ?? null,
          }),
        );
      default:
        return Promise.resolve(null);
    }
  }

  /** Everything about the contacts, as an export has it. */
  async state(): Promise<string[]> {
    let text = '';
    await administrator.call(this.#name, contactsExport, { list: null, delimiter: '\t' }, (piece) => {
      text += (piece as { text: string }).text;
    });
    const [head, ...rows] = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split('\t'));
    return rows
      .map((cells) => {
        const cell = (heading: string): string => cells[head!.indexOf(heading)] ?? '';
        const entries = (heading: string): string[] =>
          cell(heading) === '' ? [] : cell(heading).split('; ');
        const outs = entries('opt_outs')
          .map((entry) => entry.split('|'))
          .map(([level, of]) => (level === 'list' ? of! : 'all'));
        const lists = entries('subscriptions').map((entry) => entry.split('|')[0]!);
        return line(cell('customer_key'), cell('email'), cell('first'), cell('city'), lists, outs);
      })
      .sort();
  }

  modelState(): string[] {
    const named = (lists: Iterable<number>): string[] =>
      [...lists].map((id) => (id === 0 ? 'all' : LISTS[id - 1]!));
    return [...this.model.people.values()]
      .map((one) =>
        line(
          one.key ?? '',
          one.email ?? '',
          one.first,
          one.city,
          named(one.lists),
          named(this.model.outOf(one)),
        ),
      )
      .sort();
  }

  get #name(): string {
    return this.#place.realm.name;
  }

  #pick(all: ReadonlyMap<number, unknown>, n: number): number | null {
    const ids = [...all.keys()].sort((a, b) => a - b);
    return ids.length === 0 ? null : ids[n % ids.length]!;
  }

  /** By key where one is given and keys name somebody, else by address alone. */
  #named({ key: given, email: address, first }: Named): Named {
    const isByKey = this.model.byKey && given !== null;
    return { key: isByKey ? given : null, email: address, first };
  }

  async #soap(
    operation: string,
    who: Named,
    args: Record<string, string | number | boolean>,
  ): Promise<unknown> {
    const { key: given, email: address, first } = this.#named(who);
    if (given === null && (!this.model.byAddress || address === null)) return null;
    const takesName =
      operation === 'userSubscribeOptOut' ||
      operation === 'userUnSubscribe' ||
      (operation === 'userDelete' && given === null);
    const named =
      given === null
        ? { email: address!, ...(takesName ? { firstName: first } : {}) }
        : { customerKey: given, email: address ?? '', ...(takesName ? { firstName: first } : {}) };
    try {
      return await gateway.soap.call(given === null ? operation : `${operation}ByCustomerKey`, {
        session: this.#place.session,
        ...named,
        ...args,
      });
    } catch (error) {
      if (error instanceof SoapFault) return error.code;
      throw error;
    }
  }

  async #ask(call: () => Promise<unknown>): Promise<unknown> {
    try {
      await call();
      return 0;
    } catch (error) {
      if (error instanceof ApiError) return error.code;
      throw error;
    }
  }

  async #newest(): Promise<number> {
    const { database, realm } = this.#place;
    const [row] = await database.rows<{ id: number | null }>(
      'SELECT MAX(contact_id) AS id FROM contacts WHERE realm_id = ?',
      [realm.realmId],
    );
    return row!.id ?? 0;
  }
}

const line = (
  customerKey: string,
  address: string,
  first: string,
  city: string,
  lists: readonly string[],
  outs: readonly string[],
): string =>
  `key ${customerKey || '-'}, address ${address || '-'}, first ${first || '-'}, city ${city || '-'}, on ${[...lists].sort().join('+') || '-'}, out of ${[...outs].sort().join('+') || '-'}`;

test.each(SCHEMES)(
  '%s: answers and contacts are those of the model',
  async (scheme) => {
    let steps = 0;
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }),
      async (sequence) => {
        const pair = new Pair(scheme, places.get(scheme)!);
        await pair.clear();
        for (const [i, one] of sequence.entries()) {
          const answers = await pair.take(one);
          steps += 1;
          if (answers)
            expect({ step: i, ...one, answer: answers.gateway }).toEqual({
              step: i,
              ...one,
              answer: answers.model,
            });
        }
        expect(await pair.state()).toEqual(pair.modelState());
      },
    );
    const end = performance.now() + (SECONDS * 1000) / SCHEMES.length;
    // A few sequences at a time: what fails is shortened for as long as it takes.
    for (let seed = SEED; performance.now() < end; seed++) await fc.assert(property, { seed, numRuns: 3 });
    expect(steps).toBeGreaterThan(20);
    process.stdout.write(`${scheme}: ${steps} steps from FAST_CHECK_SEED=${SEED}\n`);
  },
  120_000 + SECONDS * 1000,
);

/** What may be refused where others write at the same moment; nothing of it has changed anything. */
const REFUSALS = [
  ...['contact.conflict', 'contact.duplicate', 'contact.forgotten', 'contact.reserved', 'contact.notFound'],
  ...['contact.ambiguous', 'field.readOnly', 'argument.missing', 'contact.emailInvalid', 'server.busy'],
];

test.each([
  ['email_first_name', 'hybrid'],
  ['hybrid', 'user_id'],
  ['external_id_first', 'user_id'],
] as const)(
  '%s: eight writers at once make no two contacts of one identity, and lose no change',
  async (scheme, otherScheme) => {
    const place = places.get(scheme)!;
    const [shared, other] = [new Pair(scheme, place), new Pair(otherScheme, places.get(otherScheme)!)];
    await shared.clear();
    const elsewhere = await other.state();
    const answers = new Set<unknown>();
    const writers = Array.from({ length: 8 }, async (_, i) => {
      const own: Named = { key: `own${i}`, email: `own${i}@machine.example`, first: '' };
      for (const [n, one] of fc.sample(step, { seed: SEED + i, numRuns: 12 }).entries()) {
        // In between, everybody changes somebody whom nobody else does.
        const mine: Step[] = [
          { does: 'subscribe', ...own, list: n % 2, override: true },
          { does: 'setCity', ...own, city: `City ${n}` },
        ];
        for (const each of mine) expect([each, await shared.ask(each)]).toEqual([each, 0]);
        answers.add(await shared.ask(one));
      }
    });
    await Promise.all(writers);
    expect([...answers].filter((answer) => ![0, 1, null, ...REFUSALS].includes(answer as string))).toEqual(
      [],
    );
    const now = await shared.state();
    for (let i = 0; i < 8; i++)
      expect(now.filter((text) => text.includes(`own${i}@`))).toEqual([
        expect.stringMatching(/city City 11, on News\+Offers, out of -$/),
      ]);
    const identities = now.flatMap((text) => {
      const [, key, address, first] = /^key (\S+), address (\S+), first (\S+),/.exec(text)!;
      if (scheme === 'email_first_name') return [`${address} ${first}`];
      return [
        ...(key === '-' ? [] : [`key ${key}`]),
        ...(address === '-' || !shared.model.byAddress ? [] : [`address ${address}`]),
      ];
    });
    expect(identities.filter((one, i) => identities.indexOf(one) !== i)).toEqual([]);
    for (const table of ['subscriptions', 'contact_values'])
      expect(
        await place.database.rowsOf(
          `SELECT t.contact_id FROM ${table} t LEFT JOIN contacts c ON c.realm_id = t.realm_id AND c.contact_id = t.contact_id
            WHERE t.realm_id = ? AND c.contact_id IS NULL`,
          [place.realm.realmId],
        ),
      ).toEqual([]);
    expect(await other.state()).toEqual(elsewhere);
  },
  60_000,
);
