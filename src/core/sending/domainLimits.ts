/** Limits of destination domains: how much mail may go to one, if it is not what the settings say for all. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { domainName } from './domainName';

export interface DomainLimit {
  /** Mails under way at once; 0 for no limit. */
  readonly connections: number;
  /** 0 for no limit. */
  readonly perMinute: number;
}

export interface DomainLimitRecord extends DomainLimit {
  readonly domain: string;
}

const DOMAIN =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

export class DomainLimits {
  readonly #control: Sql;

  constructor(control: Sql) {
    this.#control = control;
  }

  /**
   * Gives a domain limits of its own, instead of those that it had.
   * @returns the domain as it is compared
   * @throws {ApiError} `realm.invalid` for what is no domain
   */
  async set(name: string, { connections, perMinute }: DomainLimit, now = new Date()): Promise<string> {
    const domain = domainName(name.trim());
    if (!DOMAIN.test(domain))
      fail('realm.invalid', { reason: 'A limit is for a domain as it stands after the @: example.com.' });
    await this.#control.write(
      `INSERT INTO domain_limits (domain, connections, per_minute, created_at) VALUES (?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE connections = VALUES(connections), per_minute = VALUES(per_minute)`,
      [domain, connections, perMinute, now],
    );
    return domain;
  }

  /** @returns false if it has no limits of its own */
  async remove(name: string): Promise<boolean> {
    const { affectedRows } = await this.#control.write('DELETE FROM domain_limits WHERE domain = ?', [
      domainName(name.trim()),
    ]);
    return affectedRows > 0;
  }

  /** All of them, by name. */
  list(): Promise<DomainLimitRecord[]> {
    return this.#control.rows<DomainLimitRecord>(
      'SELECT domain, connections, per_minute AS perMinute FROM domain_limits ORDER BY domain',
    );
  }
}
