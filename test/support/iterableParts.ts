/** The three types of projects of one test gateway, each with a server-side key and a client. */
import { ApiKeys } from '../../src/core/sessions/apiKeys';
import type { ProjectType } from '../../src/operations/iterable/projectType';
import { restClient, type RestAnswer } from './restClient';
import type { TestGateway, TestRealm } from './testGateway';

export interface Project extends Omit<TestRealm, 'neighbour'> {
  readonly type: ProjectType;
  readonly key: string;
  post(path: string, body?: unknown): Promise<RestAnswer>;
  get(path: string): Promise<RestAnswer>;
  call(method: string, path: string, body?: unknown): Promise<RestAnswer>;
  /** `userId|email` of everybody, the oldest first; a dash for what is missing. */
  people(): Promise<string[]>;
  close(): void;
}

const SCHEMES = { email: 'email', userId: 'user_id', hybrid: 'hybrid' } as const;
export const PROJECT_TYPES = ['email', 'userId', 'hybrid'] as const;

export async function startProject(gateway: TestGateway, type: ProjectType): Promise<Project> {
  const world = await gateway.realmBy(SCHEMES[type]);
  const { key } = await new ApiKeys(gateway.control).issue(world.realm, { door: 'iterable' });
  const client = restClient(gateway.url, { 'api-key': key });
  const call: Project['call'] = (method, path, body) =>
    client.call(method, path, body === undefined ? {} : { body });
  return {
    ...world,
    type,
    key,
    call,
    post: (path, body) => call('POST', path, body),
    get: (path) => call('GET', path),
    people: async () => {
      const rows = await world.database.rows<{ customer_key: Buffer | null; email: string | null }>(
        'SELECT customer_key, email FROM contacts WHERE realm_id = ? ORDER BY contact_id',
        [world.realm.realmId],
      );
      return rows.map(({ customer_key: key, email }) => `${key?.toString() ?? '-'}|${email ?? '-'}`);
    },
    close: () => client.close(),
  };
}

export async function startProjects(gateway: TestGateway): Promise<Record<ProjectType, Project>> {
  return {
    email: await startProject(gateway, 'email'),
    userId: await startProject(gateway, 'userId'),
    hybrid: await startProject(gateway, 'hybrid'),
  };
}
