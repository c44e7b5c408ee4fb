/** A client of the HTTP API: a command and its arguments in, a text out. */
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import type { TestGateway, TestRealm } from './testGateway';

export const PASSWORD = 'open sesame & more';

export type Arguments = Readonly<Record<string, string | number>>;
export type HttpApi = (cmd: string, args?: Arguments) => Promise<string>;

/** Gives the realm the password, and answers a client of it that sends forms. */
export async function httpApi(gateway: TestGateway, { realm }: TestRealm): Promise<HttpApi> {
  await new RealmPasswords(gateway.control).set(realm, { password: PASSWORD });
  return async (cmd, args = {}) =>
    (await post(gateway, form({ cmd, realm: realm.name, pwd: PASSWORD, ...args }))).text;
}

export const form = (args: Arguments): string =>
  new URLSearchParams(
    Object.entries(args).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();

export interface RawAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export const post = (
  gateway: TestGateway,
  body: string | Uint8Array<ArrayBuffer>,
  { path = '/bin/api_web', type = 'application/x-www-form-urlencoded' } = {},
): Promise<RawAnswer> =>
  answerOf(fetch(`${gateway.url}${path}`, { method: 'POST', headers: { 'Content-Type': type }, body }));

export const get = (gateway: TestGateway, query: string, path = '/bin/api_web'): Promise<RawAnswer> =>
  answerOf(fetch(`${gateway.url}${path}?${query}`));

const answerOf = async (sent: Promise<Response>): Promise<RawAnswer> => {
  const response = await sent;
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
  };
};
