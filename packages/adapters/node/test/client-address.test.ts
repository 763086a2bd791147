import type { IncomingMessage } from 'node:http'
import { ConfigError } from '@pylon/core'
import { expect, it } from 'vitest'
import { clientAddressFinder } from '../src/client-address.ts'

const request = (socketIp: string, headers: Record<string, string> = {}): IncomingMessage =>
  ({ socket: { remoteAddress: socketIp }, headers }) as Partial<IncomingMessage> as IncomingMessage

const find = clientAddressFinder(['10.0.0.0/8', '192.0.2.1', '2001:db8::/32'])

it('believes the socket alone when no proxy is trusted, or the peer is none of them', () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.1', forwarded: 'for=203.0.113.1' }
  expect(clientAddressFinder([])(request('10.0.0.1', forwarded))).toBe('10.0.0.1')
  expect(find(request('198.51.100.1', forwarded))).toBe('198.51.100.1')
})

it('reads right to left, past trusted hops, to the first that is not', () => {
  expect(find(request('10.0.0.1', { 'x-forwarded-for': '6.6.6.6, 203.0.113.1, 10.0.0.2' }))).toBe('203.0.113.1')
  expect(find(request('10.0.0.1', { 'x-forwarded-for': '203.0.113.1' }))).toBe('203.0.113.1')
  expect(find(request('::ffff:10.0.0.1', { 'x-forwarded-for': '::ffff:203.0.113.1' }))).toBe('203.0.113.1')
  expect(find(request('10.0.0.1', { 'x-forwarded-for': '10.0.0.3, 10.0.0.2' }))).toBe('10.0.0.3')
})

it('stops at a hop that it cannot read', () => {
  expect(find(request('10.0.0.1', { 'x-forwarded-for': '203.0.113.1, unknown, 10.0.0.2' }))).toBe('10.0.0.2')
  expect(find(request('10.0.0.1', { 'x-forwarded-for': '' }))).toBe('10.0.0.1')
})

it('reads the Forwarded header, with quotes, brackets and ports', () => {
  expect(find(request('10.0.0.1', { forwarded: 'for=6.6.6.6, for="203.0.113.1:8080";proto=https' }))).toBe(
    '203.0.113.1',
  )
  expect(find(request('192.0.2.1', { forwarded: 'proto=https;FOR="[2001:dba::1]:443"' }))).toBe('2001:dba::1')
  expect(find(request('10.0.0.1', { forwarded: 'for=_hidden' }))).toBe('10.0.0.1')
})

it('knows an address in every spelling, on the list and in the headers', () => {
  for (const hop of ['2001:DBA:0:0::1', '[2001:0dba::0001]:443', '2001:dba:0:0:0:0:0:1']) {
    expect(find(request('10.0.0.1', { 'x-forwarded-for': `6.6.6.6, ${hop}, 0:0:0:0:0:ffff:a00:2` }))).toBe(
      '2001:dba::1',
    )
  }
  for (const hop of ['::ffff:203.0.113.1', '0:0:0:0:0:FFFF:cb00:7101', '[::ffff:cb00:7101]', '203.0.113.1:80']) {
    expect(find(request('10.0.0.1', { 'x-forwarded-for': `6.6.6.6, ${hop}` }))).toBe('203.0.113.1')
  }
  const mapped = clientAddressFinder(['::ffff:10.0.0.0/104'])
  expect(mapped(request('10.0.0.1', { 'x-forwarded-for': '203.0.113.1' }))).toBe('203.0.113.1')
})

it.each([
  ...['unknown', '_hidden', '', ' ', '203.0.113', '0x7f.1', '010.0.0.1', '2130706433', '203.0.113.1/32', 'localhost'],
  ...[
    'fe80::1%eth0',
    '[::1',
    '::1]',
    '[::1]x',
    '[::1]:',
    '203.0.113.1:',
    '203.0.113.1:80:80',
    '"203.0.113.1"',
    '\u0661.1.1.1',
  ],
  ...['203.0.113.1 203.0.113.2', '203.0.113.1;203.0.113.2', '1'.repeat(10_000), ':'.repeat(10_000)],
])('counts a request as the last trusted hop when the next one is %j', hop => {
  expect(find(request('10.0.0.1', { 'x-forwarded-for': `6.6.6.6, ${hop}, 10.0.0.2` }))).toBe('10.0.0.2')
  expect(find(request('10.0.0.1', { 'x-forwarded-for': `6.6.6.6, ${hop}` }))).toBe('10.0.0.1')
})

it('is not moved by entries that a client adds on the left, however many', () => {
  const lies = ['6.6.6.6', '10.0.0.9', 'x', '', '"', '[', '::1', ';', 'for=6.6.6.6', '\t', '127.0.0.1']
  for (const lie of [...lies, lies.join(','), '10.0.0.9,'.repeat(2_000)]) {
    expect(find(request('10.0.0.1', { 'x-forwarded-for': `${lie}, 203.0.113.1` }))).toBe('203.0.113.1')
    const told = find(request('10.0.0.1', { forwarded: `${lie}, for=203.0.113.1` }))
    expect(['10.0.0.1', '203.0.113.1']).toContain(told) // the proxy itself where the whole cannot be read
  }
})

it('does not split a quoted value of Forwarded, which may hold what the client sent as Host', () => {
  const host = 'x, for=6.6.6.6;a='
  expect(find(request('10.0.0.1', { forwarded: `for=203.0.113.1;host="${host}"` }))).toBe('203.0.113.1')
  expect(find(request('10.0.0.1', { forwarded: `for="203.0.113.1";host="\\", for=6.6.6.6"` }))).toBe('203.0.113.1')
})

it.each([
  'for="6.6.6.6, for=203.0.113.1',
  'for=6.6.6.6, for="203.0.113.1',
  'for=6.6.6.6;a=", for="[2001:dba::1]"',
  'for=6.6.6.6;a=", for=203.0.113.1;host="x"',
  'for=6.6.6.6;for=203.0.113.1',
  'for = 203.0.113.1',
  'for',
  '=',
])('believes nothing of a Forwarded that cannot be read as a whole: %s', forwarded => {
  expect(find(request('10.0.0.1', { forwarded }))).toBe('10.0.0.1')
})

it('passes over empty elements of Forwarded, and stops at one that names nobody', () => {
  expect(find(request('10.0.0.1', { forwarded: 'for=203.0.113.1, , for=10.0.0.2;;by=x ,' }))).toBe('203.0.113.1')
  expect(find(request('10.0.0.1', { forwarded: 'for=203.0.113.1, by=x, for=10.0.0.2' }))).toBe('10.0.0.2')
})

it.each([
  ['203.0.113.1', 'for=203.0.113.1', '203.0.113.1'],
  ['2001:dba::1', 'for="[2001:DBA:0::1]:80"', '2001:dba::1'],
  ['203.0.113.1', 'for=6.6.6.6', '10.0.0.1'], // which of them the proxy wrote, nobody can tell
  ['6.6.6.6', 'for=203.0.113.1', '10.0.0.1'],
  ['203.0.113.1', 'for=10.0.0.2', '203.0.113.1'],
  ['10.0.0.2', 'for=203.0.113.1', '203.0.113.1'],
  ['203.0.113.1', 'garbage', '203.0.113.1'],
  ['garbage', 'for=203.0.113.1', '203.0.113.1'],
  ['10.0.0.3', 'for=10.0.0.2', '10.0.0.3'],
])('X-Forwarded-For: %s with Forwarded: %s is %s', (list, forwarded, client) => {
  expect(find(request('10.0.0.1', { 'x-forwarded-for': list, forwarded }))).toBe(client)
})

it('reads 16 kB of anything in less than 10 ms', () => {
  for (const part of ['10.0.0.1,', ',', ' ', '"', '[', 'for=', 'for="', '\\', 'a=b;', '\t,', ':']) {
    const value = part.repeat(16_384 / part.length)
    for (const headers of [{ 'x-forwarded-for': value }, { forwarded: value }, { forwarded: `for=${value}` }]) {
      const times = [1, 2, 3].map(() => {
        const startedAt = performance.now()
        find(request('10.0.0.1', headers))
        return performance.now() - startedAt
      })
      expect([part, Math.min(...times) < 10]).toEqual([part, true])
    }
  }
})

it.each([
  '10.0.0.0/8/9',
  '/8',
  'fe80::1%eth0',
  'fe80::1%eth0/64',
  ' 10.0.0.1',
  '10.0.0.0/33',
  '::/129',
  '10.0.0',
  'proxy.example',
  '10.0.0.0/x',
  '',
  '10.0.0.1/-1',
])('refuses %j as a proxy', entry => {
  expect(() => clientAddressFinder([entry])).toThrow(ConfigError)
})
