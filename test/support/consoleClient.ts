/** A browser without a screen: keeps the console's cookie, and sends forms as its pages do, or as attackers do. */
import { formTokenOf } from '../../src/facades/console/browserSession';

export interface ConsoleAnswer {
  readonly status: number;
  readonly location: string;
  readonly text: string;
  readonly headers: Headers;
  readonly setCookie: string;
}

export class ConsoleClient {
  session = '';

  constructor(readonly url: string) {}

  get formToken(): string {
    return formTokenOf(this.session);
  }

  get(path: string): Promise<ConsoleAnswer> {
    return this.#send(path, { method: 'GET' });
  }

  /** @param forged in place of what a page of the console would send */
  post(
    path: string,
    values: Readonly<Record<string, string>>,
    forged: { readonly token?: string; readonly origin?: string | null } = {},
  ): Promise<ConsoleAnswer> {
    const origin = forged.origin === undefined ? this.url : forged.origin;
    return this.#send(path, {
      method: 'POST',
      headers: origin === null ? {} : { Origin: origin },
      body: new URLSearchParams({ token: forged.token ?? this.formToken, ...values }),
    });
  }

  /** A form with a file. */
  upload(
    path: string,
    values: Readonly<Record<string, string>>,
    file: string | Buffer,
  ): Promise<ConsoleAnswer> {
    const body = new FormData();
    for (const [name, value] of Object.entries({ token: this.formToken, ...values })) body.set(name, value);
    body.set('file', new Blob([file]), 'file.csv');
    return this.#send(path, { method: 'POST', headers: { Origin: this.url }, body });
  }

  async #send(path: string, request: RequestInit): Promise<ConsoleAnswer> {
    const response = await fetch(this.url + path, {
      ...request,
      redirect: 'manual',
      headers: {
        ...(request.headers as Record<string, string>),
        Cookie: `soapstone_console=${this.session}`,
      },
    });
    const setCookie = response.headers.getSetCookie()[0] ?? '';
    const given = /^soapstone_console=([^;]*)/.exec(setCookie)?.[1];
    if (given !== undefined) this.session = given;
    return {
      status: response.status,
      location: response.headers.get('location') ?? '',
      text: await response.text(),
      headers: response.headers,
      setCookie,
    };
  }
}
