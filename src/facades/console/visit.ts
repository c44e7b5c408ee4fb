/** One request of somebody who is logged in, as pages see it; and what a page is. */
import type { Role } from '../../contract/people';
import type { Html } from '../public/html';
import type { texts } from './texts';
import type { Uploads } from './uploads';

export interface Account {
  readonly name: string;
  readonly isOwner: boolean;
  readonly hasTotp: boolean;
  readonly recoveryCodes: number;
  readonly logins: number;
  readonly realms: readonly { readonly realm: string; readonly role: Role }[];
}

export interface Visit {
  readonly account: Account;
  /** Name of the realm that the page is about; empty on pages of the gateway. */
  readonly realm: string;
  /** In that realm. */
  readonly role: Role;
  /** Parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  /** Of a field that is not there, the empty text. */
  readonly query: (name: string) => string;
  /** What was sent with a form; of a field that is not there, the empty text. */
  readonly form: (name: string) => string;
  /** Names of the fields that were sent. */
  readonly formNames: readonly string[];
  /** A file that was sent with a form. */
  readonly file: (name: string) => Buffer | null;
  /** Files on their way into an import. */
  readonly uploads: Uploads;
  /** For the forms of the page. */
  readonly formToken: string;
  /** Why what was asked for was not done; then the form has what was written. */
  readonly problem: string;
  /** Public address of the gateway. */
  readonly origin: string;
  readonly may: (least: Role) => boolean;
  /** Calls an operation. The caller says what it answers. @throws {Refused} */
  call<T>(operation: string, values?: Readonly<Record<string, unknown>>): Promise<T>;
  /** The same for long work: is told how far it is. */
  callLong<T>(
    operation: string,
    values: Readonly<Record<string, unknown>>,
    onProgress: (progress: unknown) => Promise<void> | void,
  ): Promise<T>;
}

export interface Shown {
  readonly title: string;
  readonly body: Html;
  /** Links above the title, from the outside in. */
  readonly trail?: readonly (readonly [text: string, path: string])[];
  /** Right of the title. */
  readonly actions?: Html;
}

/** What a page answers instead of itself. */
export type Answer =
  | Shown
  /** Another page, which says what was done. */
  | { readonly to: string; readonly done?: keyof typeof texts.done }
  /** A file. */
  | { readonly fileName: string; readonly type: string; readonly content: string | Buffer }
  /** A file that is made piece by piece. */
  | {
      readonly fileName: string;
      readonly type: string;
      readonly pieces: (write: (text: string) => Promise<void>) => Promise<unknown>;
    }
  /** The content of a frame: a mail, which runs nothing. */
  | { readonly framed: string }
  /** For the page's own script. */
  | { readonly json: unknown };

export interface ConsolePage {
  /** Below `/console`. */
  readonly path: string;
  readonly show: (visit: Visit) => Promise<Answer>;
  /** By the value of the form's field `act`. */
  readonly acts?: Readonly<Record<string, (visit: Visit) => Promise<Answer>>>;
}
