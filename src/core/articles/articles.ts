/** Reads and writes articles and their versions. */
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { ARTICLE_ELEMENTS, type ArticleElement } from '../templates/language/template';
import { type Article, type ArticleElements, type ArticleVersion } from './article';

/** Elements are columns of their own names. */
const ELEMENTS = ARTICLE_ELEMENTS.join(', ');

export interface ListedArticle extends Article {
  /** Of the version in force; of the first one where none has started yet. */
  readonly title: string;
  readonly description: string;
  /** When the version in force started; null if none has yet. */
  readonly since: Date | null;
  readonly versions: number;
}

/** All articles of a realm by name, as they are at a moment. */
export const allArticles = (sql: Sql, realm: Pick<Realm, 'realmId'>, at: Date): Promise<ListedArticle[]> =>
  sql.rows<ListedArticle>(
    `SELECT a.article_id AS articleId, a.name, a.folder_id AS folderId, v.title, v.description, s.since, s.versions
       FROM articles a
       JOIN (SELECT article_id, MAX(CASE WHEN starts_at <= ? THEN starts_at END) AS since,
                    MIN(starts_at) AS first_start, COUNT(*) AS versions
               FROM article_versions WHERE realm_id = ? GROUP BY article_id) s ON s.article_id = a.article_id
       JOIN article_versions v ON v.realm_id = a.realm_id AND v.article_id = a.article_id
                              AND v.starts_at = COALESCE(s.since, s.first_start)
      WHERE a.realm_id = ? ORDER BY a.name`,
    [at, realm.realmId, realm.realmId],
  );

/** The article of this name, exactly but for blanks around it. */
export async function findArticle(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  name: string,
): Promise<Article | null> {
  const [row] = await sql.rows<Article>(
    'SELECT article_id AS articleId, name, folder_id AS folderId FROM articles WHERE realm_id = ? AND name = ?',
    [realm.realmId, name.trim()],
  );
  return row ?? null;
}

/** @throws {ApiError} `article.notFound` */
export async function requireArticleById(sql: Sql, realm: Realm, articleId: number): Promise<Article> {
  const [row] = await sql.rows<Article>(
    'SELECT article_id AS articleId, name, folder_id AS folderId FROM articles WHERE realm_id = ? AND article_id = ?',
    [realm.realmId, articleId],
  );
  return row ?? fail('article.notFound', { article: articleId });
}

export async function findArticleById(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  articleId: number,
): Promise<Article | null> {
  const [row] = await sql.rows<Article>(
    'SELECT article_id AS articleId, name, folder_id AS folderId FROM articles WHERE realm_id = ? AND article_id = ?',
    [realm.realmId, articleId],
  );
  return row ?? null;
}

/** @throws {ApiError} `article.notFound` */
export const requireArticle = async (sql: Sql, realm: Realm, name: string): Promise<Article> =>
  (await findArticle(sql, realm, name)) ?? fail('article.notFound', { article: name });

/** The version that is in force at a moment, or null if none has started. */
export async function versionAt(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  articleId: number,
  at: Date,
): Promise<ArticleVersion | null> {
  const [row] = await sql.rows<ArticleVersion>(
    `SELECT starts_at AS startsAt, ${ELEMENTS} FROM article_versions
      WHERE realm_id = ? AND article_id = ? AND starts_at <= ? ORDER BY starts_at DESC LIMIT 1`,
    [realm.realmId, articleId, at],
  );
  return row ?? null;
}

/**
 * One element as tags print it at a moment: empty if no version has started yet, null if there is no article
 * of that name.
 */
export async function elementAt(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  name: string,
  element: ArticleElement,
  at: Date,
): Promise<string | null> {
  const [row] = await sql.rows<{ text: string | null }>(
    `SELECT v.${element} AS text
       FROM articles a LEFT JOIN article_versions v
         ON v.realm_id = a.realm_id AND v.article_id = a.article_id AND v.starts_at <= ?
      WHERE a.realm_id = ? AND a.name = ? ORDER BY v.starts_at DESC LIMIT 1`,
    [at, realm.realmId, name.trim()],
  );
  return row ? (row.text ?? '') : null;
}

/** When the versions of an article start, the oldest first. */
export const versionStarts = async (sql: Sql, realm: Realm, articleId: number): Promise<Date[]> =>
  (
    await sql.rows<{ startsAt: Date }>(
      'SELECT starts_at AS startsAt FROM article_versions WHERE realm_id = ? AND article_id = ? ORDER BY starts_at',
      [realm.realmId, articleId],
    )
  ).map(({ startsAt }) => startsAt);

/**
 * When versions of any article start after a moment, up to the next version of this one; the first 50 of them.
 */
export const nextStarts = async (
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  articleId: number,
  after: Date,
): Promise<Date[]> =>
  (
    await sql.rows<{ startsAt: Date }>(
      `SELECT DISTINCT starts_at AS startsAt FROM article_versions
        WHERE realm_id = ? AND starts_at > ? AND starts_at < COALESCE(
                (SELECT MIN(starts_at) FROM article_versions
                  WHERE realm_id = ? AND article_id = ? AND starts_at > ?), '9999-12-31')
        ORDER BY starts_at LIMIT 50`,
      [realm.realmId, after, realm.realmId, articleId, after],
    )
  ).map(({ startsAt }) => startsAt);

/**
 * A new article without a version.
 * @param name checked
 * @throws {ApiError} `article.exists`
 */
export async function createArticle(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  { name, folderId }: Omit<Article, 'articleId'>,
  now: Date,
): Promise<number> {
  try {
    const { insertId } = await sql.write(
      'INSERT INTO articles (realm_id, folder_id, name, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
      [realm.realmId, folderId, name, now, now],
    );
    return insertId;
  } catch (error) {
    if (isDuplicateKey(error)) fail('article.exists', { article: name });
    throw error;
  }
}

/**
 * Renames an article or moves it.
 * @param article its number, and what is to be; checked
 * @throws {ApiError} `article.exists`
 */
export async function updateArticle(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  { articleId, name, folderId }: Article,
  now: Date,
): Promise<void> {
  try {
    await sql.write(
      'UPDATE articles SET name = ?, folder_id = ?, updated_at = ? WHERE realm_id = ? AND article_id = ?',
      [name, folderId, now, realm.realmId, articleId],
    );
  } catch (error) {
    if (isDuplicateKey(error)) fail('article.exists', { article: name });
    throw error;
  }
}

/** Adds a version; one that starts at the very same moment is replaced. */
export async function saveVersion(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  articleId: number,
  { startsAt, ...elements }: { readonly startsAt: Date } & ArticleElements,
  now: Date,
): Promise<void> {
  await sql.writeOf(
    `REPLACE INTO article_versions (realm_id, article_id, starts_at, ${ELEMENTS}, created_at)
     VALUES (?, ?, ?, ${ARTICLE_ELEMENTS.map(() => '?').join(', ')}, ?)`,
    [realm.realmId, articleId, startsAt, ...ARTICLE_ELEMENTS.map((element) => elements[element]), now],
  );
}

/** @returns whether there was such a version */
export async function deleteVersion(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  articleId: number,
  startsAt: Date,
): Promise<boolean> {
  const { affectedRows } = await sql.write(
    'DELETE FROM article_versions WHERE realm_id = ? AND article_id = ? AND starts_at = ?',
    [realm.realmId, articleId, startsAt],
  );
  return affectedRows > 0;
}

/** Deletes an article with all its versions. */
export async function deleteArticle(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  articleId: number,
): Promise<void> {
  for (const table of ['article_versions', 'articles'])
    await sql.writeOf(`DELETE FROM ${table} WHERE realm_id = ? AND article_id = ?`, [
      realm.realmId,
      articleId,
    ]);
}
