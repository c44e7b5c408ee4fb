/** What subscribing and leaving need besides the transaction: they send mail of their own. */
import type { Acceptance } from '../messages/acceptMessages';
import type { PublicTokens } from '../../secrets/publicTokens';

export interface Mailing extends Acceptance {
  readonly publicTokens: PublicTokens;
  note(event: string, details: Readonly<Record<string, string | number>>): void;
}

/** Who did something on a public page, for its event. Empty for calls of the owner's programs. */
export interface Origin {
  readonly campaignId?: number;
  readonly address?: string;
  readonly browser?: string;
  readonly operatingSystem?: string;
  readonly clientType?: string;
}
