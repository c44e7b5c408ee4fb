/** What a caller asks for when a message is sent, whichever form of which command said it. */
import { fail } from '../../contract/errorCatalogue';
import type { Attachment } from './attachment';
import type { Mailbox } from '../identity/mailbox';

export interface RecipientDraft {
  /** Where the message goes; an empty address stands for that of the contact. */
  readonly mailbox: Mailbox;
  /** First name as given, for the identity of the contact; null if the caller did not say. */
  readonly firstName: string | null;
  /** Checked customer key; null in realms without. */
  readonly customerKey: string | null;
  /** The contact, where it is known already. */
  readonly contactId?: number;
  /** Just an address: it is not looked up among the contacts, and needs no key. */
  readonly isStranger?: boolean;
}

/** Headers and options; what is empty falls back to the list, then to the settings. */
export interface SendOptions {
  /** 0 for none. */
  readonly listId: number;
  /** 0 for none. */
  readonly templateId: number;
  /** 1 plain text, 2 HTML, 99 multipart; null for the contact's own choice. */
  readonly format: number | null;
  readonly from: string;
  readonly replyTo: string;
  /** Return path. */
  readonly envelopeSender: string;
  /** Comma-separated mailboxes. */
  readonly cc: string;
  readonly bcc: string;
  /** Name of a sending route. */
  readonly route: string;
  readonly campaignName: string;
  /** Send in spite of an opt-out from the list or the realm. A universal opt-out is never overridden. */
  readonly overridesOptOut: boolean;
}

export const NO_OPTIONS: SendOptions = {
  listId: 0,
  templateId: 0,
  format: null,
  from: '',
  replyTo: '',
  envelopeSender: '',
  cc: '',
  bcc: '',
  route: '',
  campaignName: '',
  overridesOptOut: false,
};

/** Options as a caller wrote them: what is missing or null is none, and so is a number below 1. */
export type GivenOptions = {
  readonly [Option in keyof SendOptions]?: SendOptions[Option] | null | undefined;
};

/**
 * The options that a caller wrote, whichever form of which command they came by.
 * @param refuseFormat throws, for a number that is no format
 * @throws {ApiError} `argument.invalid` unless that throws something else
 */
export function sendOptions(
  { listId, templateId, format, overridesOptOut, ...texts }: GivenOptions,
  refuseFormat: () => never = () =>
    fail('argument.invalid', { name: 'format', reason: 'it is 1, 2, 99 or -1' }),
): SendOptions {
  const read = readFormat(format ?? null);
  const given = Object.entries(texts).filter(([, text]) => (text ?? null) !== null);
  return {
    ...NO_OPTIONS,
    ...(Object.fromEntries(given) as Partial<SendOptions>),
    listId: Math.max(0, listId ?? 0),
    templateId: Math.max(0, templateId ?? 0),
    format: read === undefined ? refuseFormat() : read,
    overridesOptOut: overridesOptOut ?? false,
  };
}

export interface SendRequest {
  /** One message each. */
  readonly recipients: readonly RecipientDraft[];
  readonly options: SendOptions;
  readonly subject: string;
  readonly html: string;
  readonly plainText: string;
  /** Values of this message only, by name. */
  readonly data: ReadonlyMap<string, string>;
  /** Go with every one of the messages. */
  readonly attachments?: readonly Attachment[];
}

/** Reads a format number: 1, 2 or 99; -1 and 0 (and nothing) mean the contact's own choice. Undefined for others. */
export function readFormat(value: number | null): number | null | undefined {
  if (value === null || value === 0 || value === -1) return null;
  return value === 1 || value === 2 || value === 99 ? value : undefined;
}
