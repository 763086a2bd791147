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

it.each(['10.0.0.0/33', '::/129', '10.0.0', 'proxy.example', '10.0.0.0/x', '', '10.0.0.1/-1'])(
  'refuses %j as a proxy',
  entry => {
    expect(() => clientAddressFinder([entry])).toThrow(ConfigError)
  },
)
