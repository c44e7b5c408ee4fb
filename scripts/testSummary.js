/**
 * Closes a test run: testSummary.js TESTS.json CLOSING.json [FAILED_STEP...]. Prints what failed by name, then one line
 * with the sums of all. A step that is not a test, and a file that could not run, count as one failure each.
 */
const { existsSync, readFileSync } = require('node:fs');

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
    const bad = assertionResults.filter((test) => test.status !== 'passed');
    // A skipped test is a promise not kept.
    problems.push(...bad.map((test) => `${test.fullName} (${name}): ${test.status}`));
    if (bad.length === 0 && status === 'failed') problems.push(`${name}: ${message.split('\n')[0]}`);
  }
}
if (problems.length === 0 && failedSteps.length > 0) problems.push(...failedSteps);
for (const problem of problems) console.log(`Failed: ${problem}`);
console.log(`Tests: ${passed} passed, ${problems.length} failed`);
process.exitCode = problems.length > 0 ? 1 : 0;
