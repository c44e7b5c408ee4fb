/** What the worker needs of a way out: SMTP, files, and whatever comes later. */
import type { ComposedMail } from './composeMail';

export interface Refusal {
  readonly address: string;
  /** The relay's answer. */
  readonly response: string;
  /** The answer was to the recipient or to the mail itself, and not to us, our sender or the way there. */
  readonly isBounce?: boolean;
}

/** What became of each recipient of one mail. An address stands in exactly one of the three. */
export interface SendResult {
  readonly accepted: readonly string[];
  /** Worth another try later. */
  readonly deferred: readonly Refusal[];
  /** For good. */
  readonly refused: readonly Refusal[];
  /** The answer to the mail as a whole. */
  readonly response: string;
  /** Set if the way out broke under this mail and cannot be used for a while. */
  readonly down?: string;
}

/** Thrown if the way out cannot be used at all; nothing is known, or held, against the mail. */
export class TransportDown extends Error {
  override readonly name = 'TransportDown';
}

export interface Transport {
  /** Mails that it takes at the same time. */
  readonly slots: number;
  /**
   * @param beforeEnd awaited before the moment from which on the mail may have arrived; may be called more than once
   *   for a mail. Where it fails, nothing arrives and the failure is passed on
   * @throws {TransportDown}
   */
  send(mail: ComposedMail, beforeEnd: () => Promise<void>): Promise<SendResult>;
  /**
   * Whether addresses can travel that have no ASCII form; not there if they always can.
   * @throws {TransportDown} if it cannot be found out now
   */
  takesUtf8?(): Promise<boolean>;
  /**
   * Ends mails on their way: those that cannot have arrived fail as {@link TransportDown}, the others are put off. Nothing
   * can be sent any more. Not there where no mail takes long.
   */
  abort?(): void;
  /** Ends connections; mails on their way come to an end first where they can. */
  close(): Promise<void>;
}
