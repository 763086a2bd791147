import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@pylon/core'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { type OfflineBreachCheck, offlineBreachCheck } from './offline-breach-check.ts'

const folder = mkdtempSync(join(tmpdir(), 'breach-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

function write(text: string): string {
  files += 1
  const path = join(folder, `${files}.txt`)
  writeFileSync(path, text)
  return path
}

function open(text: string): OfflineBreachCheck {
  const check = offlineBreachCheck(write(text))
  onTestFinished(() => check.close())
  return check
}

const digestOf = (password: string): string =>
  createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase()
const sorted = (passwords: readonly string[]): string[] => passwords.map(digestOf).sort()
const many = Array.from({ length: 30_000 }, (_, at) => `password ${at}`)

describe.each([
  ['as they are published', (digest: string, at: number) => `${digest}:${((at * 7_919) % 100_000_000) + 1}\r\n`],
  ['bare, in lower case', (digest: string) => `${digest.toLowerCase()}\n`],
])('digests %s', (_, toLine) => {
  it('finds every one that is listed, the first and the last too, and no other', async () => {
    const lines = sorted(many)
    const check = open(lines.map(toLine).join(''))
    const ends = many.filter(password => [lines[0], lines.at(-1)].includes(digestOf(password)))
    const listed = [...ends, ...many.filter((_, at) => at % 100 === 0)]
    for (const password of listed) expect(await check.isBreached(password), password).toBe(true)
    for (const password of listed) expect(await check.isBreached(`${password}!`)).toBe(false)
  })
})

it('reads files of any size, with and without a break at the end', async () => {
  for (const length of [1, 2, 3, 90, 91, 92, 93, 200, 201]) {
    const passwords = many.slice(0, length)
    for (const end of ['', '\n', '\r\n']) {
      const check = open(sorted(passwords).join(end === '' ? '\n' : end) + end)
      const found = await Promise.all(passwords.map(password => check.isBreached(password)))
      expect(found.every(Boolean), `${length} lines`).toBe(true)
      expect(await check.isBreached('none of them')).toBe(false)
    }
  }
})

it('looks for the form of a password that is hashed, and takes a count of 0 for padding', async () => {
  const check = open(`${digestOf('p\u00e4ssword')}:3\n`)
  expect(await check.isBreached('pa\u0308ssword')).toBe(true)
  expect(await open(`${digestOf('padding!')}:0\n`).isBreached('padding!')).toBe(false)
  expect(await check.isBreached('\ud800'.repeat(8))).toBe(false)
})

it('stops the start for a file that is missing, empty, unsorted, or of something else', () => {
  const [first = '', ...rest] = sorted(many.slice(0, 5_000))
  const bad = {
    missing: join(folder, 'missing.txt'),
    folder,
    empty: write(''),
    blank: write('\n'),
    passwords: write('123456\npassword\n'),
    ntlm: write(`${'A'.repeat(32)}:5\n${'B'.repeat(32)}:3\n`),
    'sha-256': write(`${'A'.repeat(64)}\n`),
    'sorted by count': write(`${'B'.repeat(40)}:9\n${'A'.repeat(40)}:3\n`),
    'unsorted at the end': write(`${[...rest, first].join('\n')}\n`),
    binary: write('\0'.repeat(10_000)),
  }
  for (const [name, path] of Object.entries(bad)) expect(() => offlineBreachCheck(path), name).toThrow(ConfigError)
})

it('answers nothing from a file that was cut off or changed meanwhile', async () => {
  const path = write(sorted(many).join('\n'))
  const check = offlineBreachCheck(path)
  onTestFinished(() => check.close())
  truncateSync(path, 10_000)
  await expect(check.isBreached('anything')).rejects.toThrow('no longer in the form')
})
