/** What a handler is given, and `defineOperation` bound to it. */
import type { Credential } from '../contract/credential';
import {
  defineOperation,
  type Operation,
  type OperationSpec,
  type Parameter,
} from '../contract/defineOperation';
import { t, type WireType } from '../contract/wireTypes';
import type { SubscriberTokens } from '../secrets/subscriberTokens';
import type { OptOutRegister } from '../core/suppression/universalOptOuts';
import type { PageSource } from '../core/templates/pageSource';
import type { RunScan } from '../core/contacts/contactScans';
import type { ConsoleAccess } from '../core/people/consoleAccess';
import type { Realm } from '../core/realms/realm';
import type { Sessions } from '../core/sessions/sessions';
import type { CampaignLinks } from '../core/links/campaignLinks';
import type { LinkValueSigner } from '../secrets/linkValueSigner';
import type { EventBuffer } from '../core/events/eventBuffer';
import type { UndoTokens } from '../secrets/undoTokens';
import type { PublicTokens } from '../secrets/publicTokens';
import type { RateLimiter } from '../concurrency/rateLimiter';
import type { Sql } from '../db/sql';
import type { PageEnds } from './pageEnds';

/** Long-lived parts of the core that handlers use; built once by the composition root. */
export interface Services {
  readonly sessions: Sessions;
  /** Logins to the console; left out where it is not served. */
  readonly consoleAccess?: ConsoleAccess;
  readonly subscriberTokens: SubscriberTokens;
  readonly universalOptOuts: OptOutRegister;
  /** Fetches pages for templates. */
  readonly smartget: PageSource;
  readonly publicTokens: PublicTokens;
  readonly undoTokens: UndoTokens;
  /** Public address of this gateway, without a slash at its end; empty if it has none. */
  readonly publicUrl: string;
  /** What the public pages use besides. */
  readonly tracking: {
    /** Opens and clicks on their way to the database. */
    readonly events: EventBuffer;
    readonly links: CampaignLinks;
    readonly linkSigner: LinkValueSigner;
    /** How often one network address may send a form. */
    readonly forms: RateLimiter;
    /** How often one person may be sent mail because of a form. */
    readonly formMails: RateLimiter;
  };
  readonly pageEnds: PageEnds;
  /** Product version, as `getVersion` answers it. */
  readonly version: string;
  /** Domain of Message-IDs, and the sender where neither call nor list names one (empty: none). */
  readonly mail: { readonly messageIdDomain: string; readonly defaultSender: string };
  /** Tells the delivery worker that a realm's database has new mail. */
  wakeDelivery(databaseId: number): void;
  /** Has a picture of a message made, after its commit; does nothing where no browser is set. */
  takeSnapshot(order: { databaseId: number; realmId: number; realm: string; messageId: number }): void;
  /** Tells the background that a realm's database has a new launch. */
  wakeLaunches(databaseId: number): void;
  /** Carries new universal opt-outs of a database to the system-wide register; runs again until it has worked. */
  publishUniversalOptOuts(databaseId: number): void;
  /** What the caller should look at, though the call worked: a line of the log, and of a command's output. Never addresses, keys or contents. */
  note(event: string, details: Readonly<Record<string, string | number>>): void;
  /** What happened, for the log only. Never addresses, keys or contents. */
  logEvent(event: string, details: Readonly<Record<string, string | number>>): void;
}

export interface PublicContext {
  readonly services: Services;
  /** Network address of the caller. */
  readonly address: string;
  readonly now: Date;
}

export interface RealmContext {
  readonly realm: Realm;
  readonly credential: Credential;
  /** The realm's database: one transaction for a `write` operation, plain statements for a `read` one. */
  readonly sql: Sql;
  readonly services: Services;
  readonly now: Date;
  /** Runs a search that has to look at every contact. */
  readonly runScan: RunScan;
  /** Told of a record that was not taken, by its place in the call, if somebody keeps a report. */
  onRecordProblem?(index: number, reason: string): void;
  /** Runs after a successful commit; its failure never reaches the caller. */
  afterCommit(work: () => void): void;
}

export const publicOperation = <P extends Record<string, Parameter>, R extends WireType>(
  spec: Omit<OperationSpec<P, R, PublicContext>, 'access' | 'identity'>,
): Operation => defineOperation<P, R, PublicContext>({ ...spec, access: 'public' });

export const realmOperation = <
  P extends Record<string, Parameter>,
  R extends WireType,
  F extends WireType = never,
  T = undefined,
>(
  spec: OperationSpec<P, R, RealmContext, F, T> & { readonly access: 'read' | 'write' },
): Operation => defineOperation<P, R, RealmContext, F, T>(spec);

/** What the handler of a page is given. */
export interface PageContext extends RealmContext {
  /** From the link or the form. */
  readonly token: string;
}

type PageSpec<P extends Record<string, Parameter>, R extends WireType, T> = Pick<
  OperationSpec<P, R, PageContext, never, T>,
  'name' | 'group' | 'doc' | 'identity' | 'parameters' | 'result' | 'errors' | 'prepare' | 'handler'
> & { readonly access: 'read' | 'write' };

const BrandStruct = t.struct('Brand', { name: t.string, logo: t.string, colour: t.string });

const pageContext = (context: RealmContext): PageContext => ({
  ...context,
  token: context.credential.kind === 'token' ? context.credential.token : '',
});

/** An operation of the gateway's own pages, which admit their readers by a token. */
export const pageOperation = <P extends Record<string, Parameter>, R extends WireType, T = undefined>({
  prepare,
  ...spec
}: PageSpec<P, R, T>): Operation =>
  defineOperation<P, WireType, RealmContext, never, T>({
    ...spec,
    ...(prepare && { prepare: (input, context) => prepare(input, pageContext(context)) }),
    result: t.struct('Page', { brand: BrandStruct, answer: spec.result }),
    handler: async (input, context, prepared) => ({
      brand: context.realm.brand,
      answer: await spec.handler(input, pageContext(context), prepared),
    }),
    errors: [...(spec.errors ?? []), 'token.invalid'],
    admits: 'readers',
    forms: [Object.keys(spec.parameters).join(' ')],
    resultDoc: 'What the page needs.',
    provenance: {
      confidence: 'ours',
      basis: 'The pages of the legacy platform are known, not what is behind them.',
    },
  });
