/**
 * What one row of the attack table says: what is sent at which door, what comes back, what may change, and what it may
 * cost. A row knows no wire: a call is an operation with arguments, which the doors write in their own ways (doors.ts).
 */
import type { ErrorCode } from '../../src/contract/errorCatalogue';
import type { Value } from '../support/doors';
import type { SunkMail } from '../support/smtpSink';
import type { World } from './world';

export type Args = Readonly<Record<string, Value>>;

/** A request as it goes over the wire. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What came back, in the words of no door. */
export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The catalogue's code of a fault; null for none. */
  readonly fault: string | null;
  /** The value of a call's answer; undefined for none. */
  readonly value: unknown;
}

export type Expected =
  /** A fault of the catalogue; of several codes one, where doors differ for a reason that the row's comment gives. */
  | { readonly fault: ErrorCode | readonly ErrorCode[]; readonly says?: RegExp }
  | { readonly value: unknown }
  | {
      readonly status: number;
      readonly says?: RegExp;
      /** The `Location` header; none unless given. */
      readonly location?: string;
    }
  /** The same answer as to these arguments, of which the attack ones have to be as meaningless. */
  | { readonly sameAs: Args };

interface Common {
  readonly name: string;
  readonly answer: Expected;
  /** Tables whose rows may change; no other table of any realm, nor of the control database. */
  readonly changes?: readonly string[];
  /** Most CPU time, in times what an honest call with 1 MB of text takes in the same run. */
  readonly cost?: number;
  /** Most memory, in times what that call takes. */
  readonly memory?: number;
  /** The one mail that goes out because of it; none may, unless this is given. */
  readonly mail?: (mail: SunkMail, headers: readonly string[]) => void;
  /** Whatever else has to hold afterwards. */
  readonly afterwards?: (world: World, got: Got) => Promise<void> | void;
}

/** A call of an operation, at every door for calls unless it names some. */
export interface CallAttack extends Common {
  readonly operation: string;
  /** Without the session, which is that of the realm under attack unless it is given. */
  readonly args: Args | ((world: World) => Args);
  readonly doors?: readonly string[];
  /** What becomes of its message on the way. */
  readonly sent?: (request: Request, world: World) => Request;
  /** Sent so many times before it, for what only many can do. */
  readonly times?: number;
}

/** A request of a browser, or of anybody who writes HTTP by hand. */
export interface PageAttack extends Common {
  readonly door: string;
  readonly request: (world: World) => Partial<Request> | Promise<Partial<Request>>;
}

export type Attack = CallAttack | PageAttack;

/** Stands in an argument where a row puts markup of its own; see `markup`. */
export const SLOT = 'SLOT-FOR-MARKUP';

/** Changes the text of a message. */
export const rewritten =
  (change: (message: string, world: World) => string | Buffer) =>
  (request: Request, world: World): Request => ({
    ...request,
    body: Buffer.from(change(request.body.toString(), world) as string),
  });

/** Puts markup, as it is, where the slot stands; text before the document, such as a DTD, comes first. */
export const markup = (inside: string, before = ''): ReturnType<typeof rewritten> =>
  rewritten((message) => before + message.replace(/^<\?xml[^>]*\?>/, '').replace(SLOT, () => inside));

/** Changes headers; an empty one is not sent. */
export const withHeaders =
  (headers: Readonly<Record<string, string>>) =>
  (request: Request): Request => ({ ...request, headers: { ...request.headers, ...headers } });
