/** Files that go out with a message. Written with the message, in one transaction, and never changed. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS message_attachments (
    realm_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL COMMENT 'messages.message_id',
    attachment INT NOT NULL COMMENT 'from 1',
    file_name VARCHAR(200) NOT NULL,
    content_type VARCHAR(127) NOT NULL COMMENT 'without parameters',
    content MEDIUMBLOB NOT NULL COMMENT 'the file, decoded',
    PRIMARY KEY (realm_id, message_id, attachment)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Attachments of messages'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS message_attachments');
