/**
 * Contacts. The one table whose shape follows the identity scheme of its database: a customer_key database has
 * the column customer_key and is unique by it, any other is unique by address and first name.
 * Identity columns hold folded values and compare as bytes; see docs/decisions/0002-identity-and-collations.md.
 */
exports.up = (knex) => {
  const byKey = knex.userParams.identityScheme === 'customer_key';
  return knex.raw(`CREATE TABLE IF NOT EXISTS contacts (
    realm_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    ${byKey ? "customer_key VARBINARY(1020) NOT NULL COMMENT 'UTF-8 bytes of the owner''s key, 1 to 255 characters, compared byte for byte'," : ''}
    email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL COMMENT 'address in lower case: what is compared',
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
    ${byKey ? 'UNIQUE KEY contacts_identity (realm_id, customer_key), KEY contacts_email (realm_id, email),' : 'UNIQUE KEY contacts_identity (realm_id, email, first_name),'}
    KEY contacts_id (contact_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=100001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='People, identified by ${byKey ? 'customer key' : 'address and first name'}'`);
};
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS contacts');
