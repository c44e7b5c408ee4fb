#!/usr/bin/env node
// The command `soapstone`: runs the compiled gateway.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '..', 'dist', 'main.js');
if (!existsSync(main)) {
  console.error('This clone is not built yet; run: npm ci && npm run build');
  process.exit(1);
}
require(main);
