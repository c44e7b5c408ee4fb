/**
 * Opt-outs. They belong to the identity of a contact, not to its row, so that they outlive a deletion; see
 * docs/decisions/0004-opt-outs.md.
 */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS opt_outs (
    realm_id BIGINT NOT NULL,
    identity_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of what identifies the contact in this realm',
    level TINYINT NOT NULL COMMENT '21 one list, 22 global (the realm), 23 universal (the system)',
    list_id BIGINT NOT NULL DEFAULT 0 COMMENT 'the list of a level 21, else 0',
    email VARCHAR(254) NOT NULL COMMENT 'address in lower case, at the time',
    source VARCHAR(64) NOT NULL COMMENT 'what recorded it: an operation, a page, a bounce rule',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    published_at DATETIME(3) NULL COMMENT 'level 23: when it reached the control database, UTC',
    PRIMARY KEY (realm_id, identity_hash, level, list_id),
    KEY opt_outs_email (realm_id, email),
    KEY opt_outs_unpublished (level, published_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Opt-outs'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS opt_outs');
