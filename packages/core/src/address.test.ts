import { expect, it } from 'vitest'
import { addressKey, isLoopback, unmapIpv4 } from './address.ts'

it('keeps IPv4 as it is, also when it is written inside IPv6', () => {
  for (const spelling of [
    '192.0.2.7',
    '::ffff:192.0.2.7',
    '::ffff:c000:207',
    '0:0:0:0:0:ffff:c000:0207',
    '::FFFF:192.0.2.7',
  ]) {
    expect(addressKey(spelling)).toBe('192.0.2.7')
  }
})

it('counts a whole IPv6 /64 as one, in every spelling', () => {
  for (const spelling of [
    '2001:db8:1:2::1',
    '2001:0db8:0001:0002:ffff:ffff:ffff:ffff',
    '2001:DB8:1:2:3::',
    '2001:db8:1:2::1%eth0',
  ]) {
    expect(addressKey(spelling)).toBe('2001:db8:1:2::/64')
  }
  expect(addressKey('2001:db8:1:3::1')).not.toBe(addressKey('2001:db8:1:2::1'))
})

it('takes other prefixes, also those that split a group', () => {
  expect(addressKey('2001:db8:1:2ff::1', 56)).toBe('2001:db8:1:200::/56')
  expect(addressKey('2001:db8:1:2::1', 48)).toBe('2001:db8:1::/48')
})

it.each(['', 'unknown', ':', ':::', '::ffff:1.300.0.1', '1:2:3', '1::2::3', '12345::', 'g::', '1:2:3:4:5:6:7:8:9'])(
  'lets %j stand for itself',
  text => {
    expect(addressKey(text)).toBe(text)
  },
)

it('writes mapped IPv4 as IPv4 and leaves the rest alone', () => {
  expect(unmapIpv4('::ffff:10.0.0.1')).toBe('10.0.0.1')
  expect(unmapIpv4('::1')).toBe('::1')
  expect(unmapIpv4('2001:db8::1')).toBe('2001:db8::1')
})

it('knows loopback addresses, and nothing else, as loopback', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true)
  expect(['128.0.0.1', '10.0.0.1', '::2', '', 'localhost', '127.0.0.1.evil'].some(isLoopback)).toBe(false)
})
