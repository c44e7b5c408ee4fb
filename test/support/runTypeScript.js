/**
 * Lets `node -r test/support/runTypeScript.js FILE.ts` run sources in a process of their own, as jest does in its own.
 * What was made of a file is kept under `tmp/`, because the tests of the command line start hundreds of processes.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const KEPT = join(__dirname, '../../tmp/transpiled');
mkdirSync(KEPT, { recursive: true });

require.extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const name = createHash('sha256').update(filename).update('\0').update(source).digest('hex');
  module._compile(
    kept(join(KEPT, `${name}.js`)) ?? keep(join(KEPT, `${name}.js`), transpile(source, filename)),
    filename,
  );
};

function kept(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Other processes see the whole file or none. */
function keep(path, code) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, code);
  renameSync(draft, path);
  return code;
}

function transpile(source, filename) {
  // Loaded only where something is to be transpiled.
  const { transformSync } = require('@swc/core');
  return transformSync(source, {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  }).code;
}
