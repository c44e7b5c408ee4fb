/**
 * Contacts. The one table whose shape follows the identity scheme of its database: what identifies is unique, and what a
 * contact may lack is null. A customer_key database has the column customer_key and is unique by it; the first scheme is
 * unique by address and first name and has no key.
 * Identity columns hold folded values and compare as bytes; see docs/decisions/0002-identity-and-collations.md.
 */
const BY_KEY = 'UNIQUE KEY contacts_identity (realm_id, customer_key)';
const EMAIL = 'KEY contacts_email (realm_id, email)';

const SHAPES = {
  email_first_name: {
    by: 'address and first name',
    key: null,
    email: 'NOT NULL',
    indexes: ['UNIQUE KEY contacts_identity (realm_id, email, first_name)'],
  },
  customer_key: { by: 'customer key', key: 'NOT NULL', email: 'NOT NULL', indexes: [BY_KEY, EMAIL] },
  email: {
    by: 'address (email)',
    key: 'NULL',
    email: 'NOT NULL',
    indexes: ['UNIQUE KEY contacts_identity (realm_id, email)', 'KEY contacts_key (realm_id, customer_key)'],
  },
  user_id: { by: 'user id (user_id)', key: 'NOT NULL', email: 'NULL', indexes: [BY_KEY, EMAIL] },
  hybrid: {
    by: 'user id and address (hybrid)',
    key: 'NULL',
    email: 'NULL',
    indexes: [BY_KEY, `UNIQUE ${EMAIL}`],
  },
  external_id_email: {
    by: 'external id and address (external_id_email)',
    key: 'NULL',
    email: 'NULL',
    indexes: [BY_KEY, `UNIQUE ${EMAIL}`],
  },
  external_id_first: {
    by: 'external id, else address, phone or device (external_id_first)',
    key: 'NULL',
    email: 'NULL',
    indexes: [BY_KEY, EMAIL, 'KEY contacts_phone (realm_id, phone)'],
  },
};

exports.up = (knex) => {
  const { by, key, email, indexes } = SHAPES[knex.userParams.identityScheme];
  return knex.raw(`CREATE TABLE IF NOT EXISTS contacts (
    realm_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    ${key === null ? '' : `customer_key VARBINARY(1020) ${key} COMMENT 'UTF-8 bytes of the owner''s key, 1 to 255 characters, compared byte for byte',`}
    email VARCHAR(254) COLLATE utf8mb4_bin ${email} COMMENT 'address in lower case: what is compared',
    first_name VARCHAR(100) COLLATE utf8mb4_bin NOT NULL DEFAULT '' COMMENT 'first name in lower case: what is compared',
    email_as_given VARCHAR(254) NOT NULL COMMENT 'address as the owner wrote it: what is shown and mailed',
    first_name_as_given VARCHAR(100) NOT NULL DEFAULT '' COMMENT 'first name as the owner wrote it',
    last_name VARCHAR(100) NOT NULL DEFAULT '',
    company VARCHAR(255) NOT NULL DEFAULT '',
    address_1 VARCHAR(255) NOT NULL DEFAULT '',
    address_2 VARCHAR(255) NOT NULL DEFAULT '',
    city VARCHAR(100) NOT NULL DEFAULT '',
    state VARCHAR(100) NOT NULL DEFAULT '',
    zip VARCHAR(32) NOT NULL DEFAULT '',
    country VARCHAR(100) NOT NULL DEFAULT '',
    phone VARCHAR(64) NOT NULL DEFAULT '',
    fax VARCHAR(64) NOT NULL DEFAULT '',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, contact_id),
    ${indexes.join(', ')},
    KEY contacts_id (contact_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=100001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='People, identified by ${by}'`);
};
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS contacts');
