/**
 * `npm run coverage`, after the clients have run: writes what they called. Clients that did not run this time keep what
 * was measured of them before.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { coverage } from '../../src/facades/explorer/coverage';
import { loggedCalls, measuredCoverage } from '../support/measuredCoverage';

const FILE = resolve(__dirname, '../../src/facades/explorer/measuredCoverage.json');

const measured = measuredCoverage(loggedCalls());
const ran = new Set(Object.values(measured).flat());
const keys = [...new Set([...Object.keys(coverage), ...Object.keys(measured)])].sort();
const merged = Object.fromEntries(
  keys
    .map((key): [string, string[]] => {
      const kept = (coverage[key] ?? []).filter((client) => !ran.has(client));
      return [key, [...kept, ...(measured[key] ?? [])].sort()];
    })
    .filter(([, clients]) => clients.length > 0),
);
writeFileSync(FILE, `${JSON.stringify(merged, null, 2)}\n`);
console.log(`${ran.size} clients, ${Object.keys(merged).length} forms: ${FILE}`);
