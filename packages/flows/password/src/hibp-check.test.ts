import { createHash } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError } from '@pylon/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type HibpOptions, hibpCheck } from './hibp-check.ts'

const breached = 'correct horse battery'
const digest = createHash('sha1').update(breached).digest('hex').toUpperCase()

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`
}

const answering =
  (text: string, status = 200): RequestListener =>
  (_, response) =>
    void response.writeHead(status).end(text)

function createCheck(url: string, options: Partial<HibpOptions> = {}) {
  const errors: unknown[] = []
  return { errors, check: hibpCheck({ fetch, url, onError: error => void errors.push(error), ...options }) }
}

const other = (count: string): string => `${'0'.repeat(35)}:${count}\r\n`

it('tells the service the first five digits alone, asks for padding, and finds the rest in its answer', async () => {
  const asked: unknown[] = []
  const url = await listen(({ url: path, headers }, response) => {
    asked.push([path, headers['add-padding'], headers['user-agent']])
    response.end(`${other('3')}${digest.slice(5)}:12\r\n${'F'.repeat(35)}:0\r\n`)
  })
  const { check, errors } = createCheck(url)
  expect(await check.isBreached(breached)).toBe(true)
  expect(asked).toEqual([[`/range/${digest.slice(0, 5)}`, 'true', 'pylon']])
  expect(await check.isBreached('some other password')).toBe(false)
  expect(errors).toEqual([])
})

it.each([
  ['lower case', `${other('3')}${digest.slice(5).toLowerCase()}:12`, true],
  ['padding', `${other('3')}${digest.slice(5)}:0\r\n`, false],
  ['others alone', other('3').repeat(2_000), false],
])('reads a range in which it stands as %s', async (_, text, isBreached) => {
  const { check, errors } = createCheck(await listen(answering(text)))
  expect([await check.isBreached(breached), errors]).toEqual([isBreached, []])
})

it('looks for the form of a password that is hashed', async () => {
  const asked: unknown[] = []
  const url = await listen(({ url: path }, response) => {
    asked.push(path)
    response.end(other('1'))
  })
  const { check } = createCheck(url)
  await check.isBreached('pa\u0308sswords')
  await check.isBreached('p\u00e4sswords')
  expect(asked[0]).toBe(asked[1])
  expect(await check.isBreached('\ud800'.repeat(8))).toBe(false)
  expect(await check.isBreached('x'.repeat(1_000_000))).toBe(false)
  expect(asked).toHaveLength(2)
})

describe.each([
  ['is overloaded', answering('', 503)],
  ['answers a page', answering('<html>Sign in to this network</html>')],
  ['answers nothing', answering('')],
  ['answers without end', answering(other('3').repeat(20_000))],
  [
    'redirects',
    (_: unknown, response: Parameters<RequestListener>[1]) => void response.writeHead(302, { Location: '/' }).end(),
  ],
  ['never answers', () => {}],
  ['stops halfway', (_: unknown, response: Parameters<RequestListener>[1]) => void response.write(other('3'))],
])('a service that %s', (_, handler) => {
  it('lets the password pass and is told of, or stops it where the operator says so', async () => {
    const url = await listen(handler as RequestListener)
    const { check, errors } = createCheck(url, { timeoutSecs: 0.2 })
    expect(await check.isBreached(breached)).toBe(false)
    expect(errors).toHaveLength(1)
    expect(JSON.stringify([String(errors[0]), errors])).not.toMatch(new RegExp(`${breached}|${digest.slice(5)}`, 'i'))
    const strict = createCheck(url, { timeoutSecs: 0.2, allowUnchecked: false })
    await expect(strict.check.isBreached(breached)).rejects.toMatchObject({
      status: 503,
      code: 'BUSY',
    })
  })
})

it('refuses options that cannot be right', () => {
  for (const options of [{ timeoutSecs: 0 }, { timeoutSecs: 61 }, { url: 'ftp://x/' }, { url: 'https://x/range' }]) {
    expect(() => hibpCheck({ fetch, ...options })).toThrow(ConfigError)
  }
})
