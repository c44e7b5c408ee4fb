/** What one request may cost before it is refused; everything is checked before any work is done for it. */
export interface RequestLimits {
  /** Bytes of a body, as sent and after decompression. */
  readonly maxBytes: number;
  /** Elements of a message, shared ones counted once for every reference to them. */
  readonly maxElements: number;
  /** Levels of elements, the envelope being the first. */
  readonly maxDepth: number;
}

export const DEFAULT_REQUEST_LIMITS: RequestLimits = {
  maxBytes: 10 * 1024 * 1024,
  maxElements: 500_000,
  maxDepth: 64,
};
