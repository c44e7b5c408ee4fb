/**
 * The way out of a route. When it cannot be used, it is left alone for a while; then one mail at a time tries whether
 * it is back.
 */
import { needsUtf8, splitForAscii } from './asciiAddresses';
import { composeMail, recipientsOf } from './composeMail';
import type { DeliveryOptions } from './deliveryOptions';
import type { ReadyMessage } from './domainQueues';
import { brokenOutcome, outcomeOf, withBounces, type Outcome, type RetryPolicy } from './outcomes';
import { loggableError } from './loggableError';
import type { OutgoingMessage } from './outgoingMessage';
import { domainOf } from '../core/sending/domainName';
import type { LearntPace } from './learntPace';
import { isThrottling } from './throttling';
import { RelayBackoff } from './relayBackoff';
import { TransportDown, type SendResult } from './transport';

type RelayOptions = Pick<DeliveryOptions, 'transport' | 'route' | 'returnPathFor' | 'log'>;

export class Relay {
  readonly #options: RelayOptions;
  readonly #retry: RetryPolicy;
  readonly #whenDown: () => void;
  readonly #pause = new RelayBackoff();
  readonly #pace: LearntPace;

  /**
   * @param pace learns from the answers
   * @param whenDown called when a pause begins
   */
  constructor(options: RelayOptions, retry: RetryPolicy, pace: LearntPace, whenDown: () => void) {
    this.#pace = pace;
    this.#options = options;
    this.#retry = retry;
    this.#whenDown = whenDown;
  }

  /** Milliseconds that are left of a pause; 0 if there is none. */
  get pauseLeft(): number {
    return this.#pause.left;
  }

  /** True from the first trouble to the next mail that gets through. */
  get isProbing(): boolean {
    return this.#pause.probing;
  }

  /**
   * One attempt at one message. Never throws.
   * @param beforeEnd as the transport's
   * @returns null if the message is as it was
   */
  async attempt({ batch, message }: ReadyMessage, beforeEnd: () => Promise<void>): Promise<Outcome | null> {
    if (!batch.isSafe) return null;
    try {
      const sent = await this.#send(message, beforeEnd);
      return withBounces(outcomeOf(message, sent, this.#retry, new Date()), sent);
    } catch (error) {
      if (!batch.isSafe) return null;
      if (error instanceof TransportDown) {
        this.#isDown(error.message);
        return null;
      }
      const { databaseId: database } = batch.source;
      this.#options.log.warn('delivery: a message cannot be built', { database, ...loggableError(error) });
      return brokenOutcome(message.row, 'the message cannot be built', this.#retry);
    }
  }

  async #send(message: OutgoingMessage, beforeEnd: () => Promise<void>): Promise<SendResult> {
    const { transport, returnPathFor } = this.#options;
    const returnPath = returnPathFor?.(message) ?? message.envelopeSender;
    const asciiOnly = needsUtf8(message, returnPath) && !((await transport.takesUtf8?.()) ?? true);
    const { recipients, refused } = asciiOnly
      ? splitForAscii(message, returnPath)
      : { recipients: recipientsOf(message), refused: [] };
    if (recipients.length === 0) return { accepted: [], deferred: [], refused, response: '' };
    const mail = composeMail(message, { returnPath, recipients, asciiOnly });
    const sent = await transport.send(mail, beforeEnd);
    this.#note(sent);
    this.#learnFrom(message, sent);
    return refused.length > 0 ? { ...sent, refused: [...sent.refused, ...refused] } : sent;
  }

  #note(sent: SendResult): void {
    if (sent.down !== undefined) this.#isDown(sent.down);
    else if (this.#pause.probing) {
      this.#pause.end();
      this.#options.log.info('delivery: the relay is back', this.#which);
    }
  }

  #learnFrom({ recipient }: OutgoingMessage, { accepted, deferred }: SendResult): void {
    const isThrottled = deferred.some(({ response }) => isThrottling(response));
    // What else is said against a mail says nothing about its speed.
    if (accepted.length === 0 && !isThrottled) return;
    const was = this.#pace.perSecond;
    if (this.#pace.note(domainOf(recipient.address), isThrottled) && was === Infinity)
      this.#options.log.warn('delivery: the relay takes mail more slowly', {
        perMinute: Math.round(this.#pace.perSecond * 60),
        ...this.#which,
      });
  }

  /** Begins a pause. Nothing is held against the messages. */
  #isDown(reason: string): void {
    const length = this.#pause.begin();
    if (length === null) return;
    this.#options.log.warn('delivery: the relay cannot be used', {
      reason: reason.slice(0, 200),
      retryInSeconds: Math.round(length / 100) / 10,
      ...this.#which,
    });
    this.#whenDown();
  }

  /** Names the route in the log if it is not the only one there always is. */
  get #which(): { route?: string } {
    return this.#options.route ? { route: this.#options.route } : {};
  }
}
