/** Removes dead sessions now and then, for as long as a gateway runs. */

export class SessionPurge {
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();

  /**
   * Begins at once to purge every `everyMs`.
   * @param onError told of a failed purge; the next one comes all the same
   */
  constructor(sessions: { purge(): Promise<void> }, everyMs: number, onError: (error: unknown) => void) {
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => sessions.purge()).catch(onError);
    }, everyMs).unref();
  }

  /** Stops; a purge under way is waited for. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}
