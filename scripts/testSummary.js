/**
 * Closes a test run: testSummary.js TESTS.json CLOSING.json [FAILED_STEP...]. Prints what failed by name, then how many
 * different behaviours were asserted, then one line with the sums of all. A step that is not a test, and a file that
 * could not run, count as one failure each.
 */
const { existsSync, readFileSync } = require('node:fs');
const { relative, resolve } = require('node:path');

/** Tests that are made from a table, a folder of cases or all operations; all others are written by hand. */
const WALKS =
  /^test\/(?:closing\/|bounces\/|wire\/|unit\/explorer\/examples|integration\/(?:everyOperation|identityRules|legacyOperations)\.)/;
/** The scenario of the foreign clients, by those clients and by clients of our own for each door. */
const SCENARIOS = /^test\/(?:compat\/|integration\/threeDoors\.)/;
/** Of whom a test is, where the same thing is asked of each: a client, a door, a language. */
const REPEATED = {
  // Of a scenario the kind of realm and the step.
  scenarios: ({ ancestorTitles, title }) => [
    ...ancestorTitles.flatMap((name) => /in a (?:normal|keyed) realm$/.exec(name) ?? []),
    title.replace(/ \(differs: .*\)$/, ''),
  ],
  walks: ({ ancestorTitles, title }) => [
    ...ancestorTitles.filter((name) => !/^through /.test(name)),
    title.replace(/^in (?:soap|xmlrpc|php|perl|java|csharp|python|ruby)$/, 'in every language'),
  ],
  byHand: ({ ancestorTitles, title }) => [...ancestorTitles, title],
};
const behaviours = { walks: new Set(), scenarios: new Set(), byHand: new Set() };

function note(file, tests) {
  const path = relative(resolve(__dirname, '..'), file);
  const kind = WALKS.test(path) ? 'walks' : SCENARIOS.test(path) ? 'scenarios' : 'byHand';
  for (const test of tests)
    behaviours[kind].add([kind === 'scenarios' ? '' : path, ...REPEATED[kind](test)].join(' > '));
}

const [tests, closing, ...failedSteps] = process.argv.slice(2);
const problems = failedSteps.filter((step) => step !== 'tests' && step !== 'closing');
let passed = 0;
for (const file of [tests, closing]) {
  if (!existsSync(file)) {
    problems.push(`${file} was not written`);
    continue;
  }
  const result = JSON.parse(readFileSync(file, 'utf8'));
  passed += result.numPassedTests;
  for (const { name, message, status, assertionResults } of result.testResults) {
    note(
      name,
      assertionResults.filter((test) => test.status === 'passed'),
    );
    const bad = assertionResults.filter((test) => test.status !== 'passed');
    // A skipped test is a promise not kept.
    problems.push(...bad.map((test) => `${test.fullName} (${name}): ${test.status}`));
    if (bad.length === 0 && status === 'failed') problems.push(`${name}: ${message.split('\n')[0]}`);
  }
}
if (problems.length === 0 && failedSteps.length > 0) problems.push(...failedSteps);
for (const problem of problems) console.log(`Failed: ${problem}`);
const { walks, scenarios, byHand } = behaviours;
console.log(
  `Behaviours: ${walks.size + scenarios.size + byHand.size} different ones in ${passed} tests: ${walks.size} by walks, ${scenarios.size} by the scenario of the clients, ${byHand.size} by hand`,
);
console.log(`Tests: ${passed} passed, ${problems.length} failed`);
process.exitCode = problems.length > 0 ? 1 : 0;
