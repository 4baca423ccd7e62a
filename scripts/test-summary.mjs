// Reads the results that test.sh gathered in a folder, prints the failures and, as the last line alone,
// "N passed, N failed" (", N skipped" if any). Exits non-zero on a failure or when no test ran.
//
//   SUITE.trx    a .NET suite's report      SUITE.json   vitest's report
//   SUITE.crash  why a suite gave no report; counts as one failure
//   SUITE.pass   a suite without tests of its own that passed
import { readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'

const folder = process.argv[2]
const totals = { passed: 0, failed: 0, skipped: 0 }
const failures = []

function unescapeXml(text) {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&amp;/g, '&')
}

function readTrx(suite, text) {
  for (const [, attributes, rest] of text.matchAll(/<UnitTestResult\s([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g)) {
    const outcome = /\boutcome="([^"]*)"/.exec(attributes)?.[1]
    if (outcome === 'Passed') {
      totals.passed++
    } else if (outcome === 'NotExecuted') {
      totals.skipped++
    } else {
      totals.failed++
      const name = unescapeXml(/\btestName="([^"]*)"/.exec(attributes)?.[1] ?? '?')
      const message = /<Message>([\s\S]*?)<\/Message>/.exec(rest ?? '')?.[1] ?? ''
      const stack = /<StackTrace>([\s\S]*?)<\/StackTrace>/.exec(rest ?? '')?.[1] ?? ''
      failures.push([`${suite}: ${name}`, unescapeXml(`${message}\n${stack}`)])
    }
  }
}

function readVitest(suite, text) {
  const report = JSON.parse(text)
  if (!report.success && report.testResults.length === 0) {
    totals.failed++
    failures.push([suite, 'It ran no test.'])
  }
  for (const file of report.testResults) {
    if (file.assertionResults.length === 0 && file.status === 'failed') {
      totals.failed++
      failures.push([`${suite}: ${file.name}`, file.message])
    }
    for (const test of file.assertionResults) {
      if (test.status === 'passed') {
        totals.passed++
      } else if (test.status === 'failed') {
        totals.failed++
        failures.push([`${suite}: ${test.fullName}`, test.failureMessages.join('\n')])
      } else {
        totals.skipped++
      }
    }
  }
}

for (const file of readdirSync(folder).sort()) {
  const kind = extname(file)
  const suite = basename(file, kind)
  const text = readFileSync(join(folder, file), 'utf8')
  if (kind === '.trx') {
    readTrx(suite, text)
  } else if (kind === '.json') {
    readVitest(suite, text)
  } else if (kind === '.pass') {
    totals.passed++
  } else if (kind === '.crash') {
    totals.failed++
    failures.push([suite, text])
  }
}

for (const [name, detail] of failures) {
  console.log(`\nFAILED ${name}`)
  console.log(detail.trim().split('\n').slice(0, 40).map((line) => `  ${line}`).join('\n'))
}
if (totals.passed + totals.failed === 0) {
  console.log('\nNo test ran: no suite and no test has that in its name.')
}
console.log()
console.log(`${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`)
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0
