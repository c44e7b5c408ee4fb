/**
 * Keeps every SQL statement that the product runs in a test run, for the closing checks (test/closing). Loaded before
 * each test file by jest, and by `node -r` into the processes that tests start: it wraps the driver when that is loaded.
 * A statement of a test itself is told from one of the product by the innermost frame outside `src/db`.
 */
/* global jest, __filename */
const { appendFileSync, mkdirSync } = require('node:fs');
const Module = require('node:module');
const { join, resolve } = require('node:path');

const ROOT = resolve(__dirname, '../..');
/** Where statements are kept, a file for each process and test file. Emptied at the start of a run. */
const STATEMENT_DIRECTORY = join(ROOT, 'tmp/statements');
const WRAPPED = Symbol.for('soapstone.recordsStatements');
/** Texts that vary with every call (bulk rows) would fill the memory of a long run. */
const MOST_TEXTS = 20_000;

const file = join(STATEMENT_DIRECTORY, `${process.pid}-${Math.random().toString(36).slice(2)}.jsonl`);
const texts = new Set();
const written = new Set();

function record(statement) {
  const text = typeof statement === 'string' ? statement : statement?.sql;
  if (typeof text !== 'string' || texts.has(text)) return;
  const place = placeOfCall();
  if (place === null) return;
  if (texts.size < MOST_TEXTS) texts.add(text);
  const line = JSON.stringify({ place, statement: normalised(text) });
  if (written.has(line)) return;
  if (written.size === 0) mkdirSync(STATEMENT_DIRECTORY, { recursive: true });
  written.add(line);
  appendFileSync(file, `${line}\n`);
}

/** White space made one blank, and repeated parts made one, so that a statement about two rows is that about twenty. */
const normalised = (text) =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\bIN \(\?(?:, ?\?)+\)/gi, 'IN (?)')
    .replace(/(\([^()]*\))(?:, ?\1)+/g, '$1')
    .replace(/(WHEN [^()]*?\? THEN \?)(?: \1)+/g, '$1')
    .replace(/(\([^()]*(?:\(\?\))?\))(?: OR \1)+/g, '$1');

/** The source file that runs the statement; null for a test, and for the driver's own calls of itself. */
function placeOfCall() {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_, frames) => frames;
  Error.stackTraceLimit = 40;
  const frames = new Error().stack;
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  let database = null;
  for (const frame of frames) {
    const name = frame.getFileName();
    if (!name?.startsWith(`${ROOT}/`) || name === __filename || name.includes('/node_modules/')) continue;
    const place = name.slice(ROOT.length + 1).replace(/^dist\/(.*)\.js$/, 'src/$1.ts');
    if (place.startsWith('test/')) return null;
    if (place.startsWith('src/db/')) database ??= place;
    else return place;
  }
  return database;
}

function wrap(driver) {
  if (driver[WRAPPED]) return driver;
  driver[WRAPPED] = true;
  for (const { prototype } of [driver.Connection, driver.Pool])
    for (const name of ['execute', 'query']) {
      const original = prototype[name];
      prototype[name] = function (statement, ...rest) {
        record(statement);
        return original.call(this, statement, ...rest);
      };
    }
  return driver;
}

if (typeof jest === 'undefined') {
  const load = Module._load;
  Module._load = function (request, ...rest) {
    const loaded = load.call(this, request, ...rest);
    return request === 'mysql2' ? wrap(loaded) : loaded;
  };
} else jest.mock('mysql2', () => wrap(jest.requireActual('mysql2')));
