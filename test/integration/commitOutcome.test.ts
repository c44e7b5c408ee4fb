/**
 * The connection breaks between a COMMIT and its answer. Callers are told what became of their call, and nobody is
 * told "nothing was changed" of something that was.
 */
import { DatabaseProxy, type CommitFate } from '../support/databaseProxy';
import { runHere } from '../support/commandLine';
import type { SoapFault } from '../support/soapClient';
import { type Argument } from '../support/soapClient';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';
import { testDatabase } from '../support/testDatabase';

let proxy: DatabaseProxy;
let gateway: TestGateway;
let realm: TestRealm;

beforeAll(async () => {
  proxy = await DatabaseProxy.start(testDatabase().server);
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' }, proxy.address);
  realm = gateway.normal;
});
afterAll(async () => {
  await gateway.close();
  await proxy.close();
});
afterEach(() => {
  proxy.fateOf = () => 'pass';
  proxy.fateOfStatement = () => 'pass';
  proxy.isRefusing = false;
});

/** The next transaction in which `text` is said has this fate, and no other. */
function nextWith(text: string, fate: CommitFate, then: () => void = () => undefined): () => boolean {
  let isOver = false;
  proxy.fateOf = (said) => {
    if (isOver || !said.includes(text)) return 'pass';
    isOver = true;
    then();
    return fate;
  };
  return () => isOver;
}

interface Write {
  readonly name: string;
  /** Calls about the contact of this address; what it answers where it was done. */
  call(email: string): Promise<unknown>;
  /** Rows that show it. */
  done(email: string): Promise<number>;
  readonly answer: unknown;
}

const call = (operation: string, args: Readonly<Record<string, Argument>>): Promise<unknown> =>
  gateway.soap.call(operation, { session: realm.session, ...args });
const count = async (statement: string, value: string): Promise<number> => {
  const [row] = await realm.database.rows<{ n: number }>(
    `SELECT COUNT(*) AS n FROM ${statement} AND realm_id = ?`,
    [value, realm.realm.realmId],
  );
  return row!.n;
};
const subscribe = (email: string): Promise<unknown> =>
  call('userSubscribe', { email, listId: realm.listId, emailFormat: 99 });

const WRITES: readonly Write[] = [
  {
    name: 'a send',
    call: (email) =>
      call('sendMessage', {
        xmlFlags: `<list_id>${realm.listId}</list_id><to><email>${email}</email></to>`,
        subject: 'Hello',
        htmlBody: '<p>Hello</p>',
        plainTextBody: 'Hello',
        predata: null,
      }),
    done: (email) => count('messages WHERE recipient = ?', email),
    answer: 0,
  },
  {
    name: 'a subscribe',
    call: subscribe,
    done: (email) => count('contacts WHERE email = ?', email),
    answer: 0,
  },
  {
    // Changes rows that are there, and inserts none.
    name: 'a change',
    call: (email) => call('userSetData', { email, data: [['city', 'Oslo']] }),
    done: (email) => count("contacts WHERE email = ? AND city = 'Oslo'", email),
    answer: 0,
  },
  {
    name: 'a delete',
    call: (email) => call('userDelete', { email }),
    done: async (email) => 1 - (await count('contacts WHERE email = ?', email)),
    answer: 0,
  },
];

let next = 0;
/** An address that is a contact of the list already, where the call needs one. */
async function addressFor({ name }: Write): Promise<string> {
  const email = `person${next++}@example.org`;
  if (name !== 'a subscribe') await subscribe(email);
  return email;
}

describe.each(WRITES)('$name', (write) => {
  it('that was done before the connection broke is answered like any other, and done once', async () => {
    const email = await addressFor(write);
    const isOver = nextWith(email, 'answerLost');
    expect(await write.call(email)).toBe(write.answer);
    expect(isOver()).toBe(true);
    expect(await write.done(email)).toBe(1);
  });

  it('that reaches the server only after the connection broke is waited for', async () => {
    const email = await addressFor(write);
    nextWith(email, 'late');
    expect(await write.call(email)).toBe(write.answer);
    expect(await write.done(email)).toBe(1);
  });

  it('that never reached the server is tried once again, and done once', async () => {
    const email = await addressFor(write);
    const isOver = nextWith(email, 'lost');
    expect(await write.call(email)).toBe(write.answer);
    expect(isOver()).toBe(true);
    expect(await write.done(email)).toBe(1);
  });

  it('that never reaches the server changes nothing, and says so', async () => {
    const email = await addressFor(write);
    proxy.fateOf = (said) => (said.includes(email) ? 'lost' : 'pass');
    const fault = (await write.call(email).catch((error: unknown) => error)) as SoapFault;
    expect(fault).toMatchObject({
      code: 'server.busy',
      faultstring: expect.stringContaining('nothing was changed') as string,
    });
    expect(await write.done(email)).toBe(0);
  });
});

test('what became of a send is said to be unknown where the database cannot be asked, and it is not tried again', async () => {
  const [write] = WRITES;
  const email = await addressFor(write!);
  nextWith(email, 'answerLost', () => (proxy.isRefusing = true));
  const fault = (await write!.call(email).catch((error: unknown) => error)) as SoapFault;
  expect(fault.code).toBe('server.outcomeUnknown');
  expect(fault.faultstring).not.toMatch(/nothing was changed|try again/i);
  expect(await write!.done(email)).toBe(1);
});

/** A statement that commits by itself: the one with which a session is stored. */
describe('a login', () => {
  const sessions = async (): Promise<number> => {
    const [row] = await gateway.control.rows<{ n: number }>('SELECT COUNT(*) AS n FROM sessions');
    return row!.n;
  };
  const nextRun = (text: string, fate: 'answerLost' | 'lost'): (() => boolean) => {
    let isOver = false;
    proxy.fateOfStatement = (statement) => {
      if (isOver || !statement.startsWith(text)) return 'pass';
      isOver = true;
      return fate;
    };
    return () => isOver;
  };
  const login = (): Promise<string> => gateway.soap.text('beginSession', { license: realm.licence });

  it.each(['answerLost', 'lost'] as const)(
    'whose answer is %s opens one session, which is good',
    async (fate) => {
      const before = await sessions();
      const isOver = nextRun('INSERT INTO sessions', fate);
      const session = await login();
      expect(isOver()).toBe(true);
      expect(await gateway.soap.call('useCustomerKey', { session })).toBe(false);
      expect(await sessions()).toBe(before + 1);
    },
  );

  it.each(['answerLost', 'lost'] as const)('is over where the answer to its end is %s', async (fate) => {
    const session = await login();
    const isOver = nextRun('DELETE FROM sessions', fate);
    expect(await gateway.soap.call('endSession', { session })).toBe(0);
    expect(isOver()).toBe(true);
    expect((await gateway.soap.fault('useCustomerKey', { session })).code).toBe('session.invalid');
  });

  it('is a fault where that answer is lost too, and does not count as a failed one', async () => {
    proxy.fateOfStatement = (statement) =>
      statement.startsWith('INSERT INTO sessions') ? 'answerLost' : 'pass';
    const fault = (await login().catch((error: unknown) => error)) as SoapFault;
    expect(fault.code).toBe('server.outcomeUnknown');
    proxy.fateOfStatement = () => 'pass';
    expect(await gateway.control.rows('SELECT 1 AS x FROM failed_logins')).toEqual([]);
    expect(await login()).toMatch(/^S/);
  });
});

describe('the command line', () => {
  const run = (...words: string[]): ReturnType<typeof runHere> =>
    runHere(
      {
        ...gateway.environment,
        DATABASE_URL: gateway.environment.DATABASE_URL!.replace(
          /socketPath=.*/,
          `socketPath=${encodeURIComponent(proxy.address.socketPath!)}`,
        ),
      },
      words,
    );
  const lists = (name: string): Promise<number> => count('lists WHERE name = ?', name);
  const create = (name: string): ReturnType<typeof runHere> =>
    run('list', 'create', 'normal', name, '--from', 'list@sender.example');

  it('goes on where a list was stored, and the answer lost', async () => {
    nextWith('Lost answer', 'answerLost');
    expect(await create('Lost answer')).toMatchObject({ code: 0, error: '' });
    expect(await lists('Lost answer')).toBe(1);
  });

  it('tries once more if it was not stored, as every call does', async () => {
    nextWith('Lost list', 'lost');
    expect(await create('Lost list')).toMatchObject({ code: 0, error: '' });
    expect(await lists('Lost list')).toBe(1);
  });

  it('says that it does not know', async () => {
    nextWith('Unknown list', 'answerLost', () => (proxy.isRefusing = true));
    expect(await create('Unknown list')).toMatchObject({
      code: 1,
      error: expect.stringContaining('whether it is stored could not be found out') as string,
    });
    expect(await lists('Unknown list')).toBe(1);
  });
});
