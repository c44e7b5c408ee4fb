/** The npm package "@iterable/api", unmodified: every method that is in scope, in each type of project, and its own checks of the answers. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_TYPES, startProject, type Project } from '../support/iterableParts';
import { startTestGateway, type TestGateway } from '../support/testGateway';
import { CLIENTS } from './support/foreignClient';

interface Step {
  readonly step: string;
  readonly value?: Record<string, unknown>;
  readonly error?: Record<string, unknown>;
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ MAIL_FROM: 'shop@example.org' });
});
afterAll(() => gateway.close());

async function steps({ key, type }: Project): Promise<Map<string, Step>> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(CLIENTS, 'iterable', 'client.mjs'),
    gateway.url,
    key,
    type,
  ]);
  const all = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Step);
  return new Map(all.map((one) => [one.step, one]));
}

/** The one call that has to fail. */
const REFUSED = 'deleteUnknown';

test.each(PROJECT_TYPES)('every method in a project by %s', async (type) => {
  const project = await startProject(gateway, type);
  const all = await steps(project);
  const failed = [...all.values()].filter(({ error, step }) => error !== undefined && step !== REFUSED);
  expect(failed).toEqual([]);
  expect(all.get(REFUSED)?.error).toMatchObject({ statusCode: 400 });
  const value = (step: string) => all.get(step)?.value;
  expect(value('unknownUser')).toEqual({});
  expect(value(type === 'userId' ? 'getUserByUserId' : 'getUserByEmail')).toMatchObject({
    user: {
      dataFields: { name: 'Ann', visits: 3, when: '2024-01-02 03:04:05 +00:00', home: { city: 'Oslo' } },
    },
  });
  expect(value('getListSize')).toEqual({ size: 1 });
  expect(value('bulkUpdateUsers')).toMatchObject({ successCount: 2, failCount: 0 });
  expect(value('trackBulkEvents')).toMatchObject({ successCount: 2 });
  const events = value(type === 'userId' ? 'getUserEventsByUserId' : 'getUserEventsByEmail');
  expect((events as { events: unknown[] }).events).toHaveLength(3);
  expect((value('getSentMessages') as { messages: unknown[] }).messages).toHaveLength(1);
  project.close();
});
