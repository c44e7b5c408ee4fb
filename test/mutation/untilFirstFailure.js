/** A test environment that skips what is left of a file once a test of it has failed: that a fault is seen is enough. */
const { TestEnvironment } = require('jest-environment-node');

module.exports = class UntilFirstFailure extends TestEnvironment {
  #hasFailed = false;

  handleTestEvent({ name, test }) {
    // Where a hook fails, the tests that it is for fail by themselves, unless they are skipped.
    if (name === 'test_fn_failure') this.#hasFailed = true;
    if (name === 'test_start' && this.#hasFailed) test.mode = 'skip';
  }
};
