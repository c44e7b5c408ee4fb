/** The sending routes of the gateway: relays by name, with their limits and their signatures. */
import { createHash } from 'node:crypto';
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql } from '../../db/sql';
import type { Sealer } from '../../secrets/sealer';
import { readDkimKey } from './dkimKey';

export interface DkimIdentity {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
}

export interface NewRoute {
  readonly name: string;
  /** `smtp://` or `smtps://`. */
  readonly url: string;
  readonly connections: number;
  /** 0 for no limit. */
  readonly perMinute: number;
  readonly dkim: DkimIdentity | null;
}

export interface SendingRoute extends NewRoute {
  /** Changes with anything that is stored about the route. */
  readonly version: string;
}

/** A route as the owner may see it, without password and key. */
export interface RouteRecord {
  readonly name: string;
  /** Host and port; null if the route was stored under another server secret. */
  readonly relay: string | null;
  readonly connections: number;
  readonly perMinute: number;
  /** `SELECTOR._domainkey.DOMAIN`, or null. */
  readonly signs: string | null;
}

interface RouteRow {
  readonly name: string;
  readonly url_sealed: Buffer;
  readonly connections: number;
  readonly per_minute: number;
  readonly dkim_domain: string | null;
  readonly dkim_selector: string | null;
  readonly dkim_key_sealed: Buffer | null;
}

const COLUMNS = 'name, url_sealed, connections, per_minute, dkim_domain, dkim_selector, dkim_key_sealed';
/** Wide enough for the names that legacy calls carry. */
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;
const LABELS = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;

export class SendingRoutes {
  readonly #control: Sql;
  readonly #sealer: Sealer;

  constructor(control: Sql, sealer: Sealer) {
    this.#control = control;
    this.#sealer = sealer;
  }

  /**
   * Records a route. One named `default` takes the place of the relay that the settings name.
   * @throws {ApiError} `realm.invalid`
   */
  async add(route: NewRoute, now = new Date()): Promise<void> {
    const columns = this.#columnsOf(checked(route));
    try {
      await this.#control.write(
        `INSERT INTO sending_routes (${COLUMNS}, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [route.name, ...columns, now],
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      refuse(`A sending route named ${route.name} exists already; remove it first, or add --replace.`);
    }
  }

  /**
   * Gives a known route other settings; running gateways take them up within seconds.
   * @throws {ApiError} `realm.invalid`
   */
  async replace(route: NewRoute): Promise<void> {
    const columns = this.#columnsOf(checked(route));
    const { affectedRows } = await this.#control.write(
      `UPDATE sending_routes SET url_sealed = ?, connections = ?, per_minute = ?, dkim_domain = ?, dkim_selector = ?,
              dkim_key_sealed = ? WHERE name = ?`,
      [...columns, route.name],
    );
    if (affectedRows === 0) refuse(`There is no sending route named ${route.name}.`);
  }

  /** @returns false if there is none of this name */
  async remove(name: string): Promise<boolean> {
    const { affectedRows } = await this.#control.write('DELETE FROM sending_routes WHERE name = ?', [name]);
    return affectedRows > 0;
  }

  /** All routes by name, for the owner. */
  async list(): Promise<RouteRecord[]> {
    return (await this.#rows()).map((row) => {
      const url = this.#sealer.unseal('route-url', row.url_sealed, Buffer.from(row.name));
      return {
        name: row.name,
        relay: url === null ? null : relayOf(url),
        connections: row.connections,
        perMinute: row.per_minute,
        signs: row.dkim_domain === null ? null : `${row.dkim_selector}._domainkey.${row.dkim_domain}`,
      };
    });
  }

  /** All routes with all it takes to use them; null for one that was stored under another server secret. */
  async load(): Promise<Map<string, SendingRoute | null>> {
    return new Map((await this.#rows()).map((row) => [row.name, this.#opened(row)] as const));
  }

  #rows(): Promise<RouteRow[]> {
    return this.#control.rows<RouteRow>(`SELECT ${COLUMNS} FROM sending_routes ORDER BY name`);
  }

  #opened(row: RouteRow): SendingRoute | null {
    const context = Buffer.from(row.name);
    const url = this.#sealer.unseal('route-url', row.url_sealed, context);
    const privateKey = row.dkim_key_sealed && this.#sealer.unseal('dkim-key', row.dkim_key_sealed, context);
    if (url === null || (row.dkim_key_sealed && privateKey === null)) return null;
    return {
      name: row.name,
      url,
      connections: row.connections,
      perMinute: row.per_minute,
      dkim:
        privateKey === null
          ? null
          : { domain: row.dkim_domain ?? '', selector: row.dkim_selector ?? '', privateKey },
      version: createHash('sha256').update(JSON.stringify(row)).digest('hex'),
    };
  }

  #columnsOf({ name, url, connections, perMinute, dkim }: NewRoute) {
    const context = Buffer.from(name);
    return [
      this.#sealer.seal('route-url', url, context),
      connections,
      perMinute,
      dkim?.domain ?? null,
      dkim?.selector ?? null,
      dkim && this.#sealer.seal('dkim-key', dkim.privateKey, context),
    ];
  }
}

/** @throws {ApiError} `realm.invalid` */
function checked(route: NewRoute): NewRoute {
  if (!NAME.test(route.name))
    refuse(
      'The name of a sending route has up to 64 letters, digits, dots, hyphens and underscores, and begins and ends with a letter or digit.',
    );
  if (relayOf(route.url) === null)
    refuse(
      'The URL of a sending route is smtp://HOST:PORT or smtps://HOST:PORT, with user and password before the host.',
    );
  if (route.url.length > 1900) refuse('The URL of the sending route is too long.');
  if (route.dkim && !LABELS.test(route.dkim.domain)) refuse('The DKIM domain is no domain name.');
  if (route.dkim && !LABELS.test(route.dkim.selector)) refuse('The DKIM selector is no name for the DNS.');
  if (route.dkim && !readDkimKey(route.dkim.privateKey))
    refuse(
      'The DKIM key is no private key of RSA (1024 bits at least) or Ed25519 in PEM form without passphrase.',
    );
  return route;
}

function relayOf(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const known = url && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '';
  return known ? `${url.protocol}//${url.host}` : null;
}

const refuse = (reason: string): never => fail('realm.invalid', { reason });
