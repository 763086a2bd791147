// Counts what ran, from two report files and the exit codes of what wrote them. Runs on any Node: no install needed.
import { existsSync, readFileSync } from 'node:fs'

const [testsFile, testsExit, checksFile, checksExit] = process.argv.slice(2)

const tests = count('tests', testsFile, testsExit, fromVitest)
const checks = count('checks', checksFile, checksExit, report => report)
const failed = tests.failed + checks.failed

console.log(`\n${tests.passed + checks.passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** A run that failed without a failure to show for it counts as one. */
function count(name, file, exit, read) {
  if (!existsSync(file)) {
    console.log(`the ${name} left no count: they did not run to their end`)
    return { passed: 0, failed: 1 }
  }
  const { passed, failed } = read(JSON.parse(readFileSync(file, 'utf8')))
  const hasRun = passed + failed > 0
  return { passed, failed: failed === 0 && (exit !== '0' || !hasRun) ? 1 : failed }
}

/** A file that could not be loaded has no test that failed, and counts as one. */
function fromVitest({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  const skipped = numPendingTests + numTodoTests
  if (skipped > 0) console.log(`skipped tests: ${skipped}; their names say why`)
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some(test => test.status === 'failed'),
  )
  return { passed: numPassedTests, failed: numFailedTests + broken.length }
}
