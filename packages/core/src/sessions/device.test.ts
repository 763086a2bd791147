import { expect, it } from 'vitest'
import type { RequestContext } from '../context.ts'
import { deviceFrom, readUserAgent } from './device.ts'

const from = (headers: Record<string, string>): RequestContext =>
  ({ header: (name: string) => headers[name] ?? null }) as Partial<RequestContext> as RequestContext

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36 Edg/129.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
    'Safari on macOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/129.0 Mobile/15E148 Safari/604.1',
    'Chrome on iPhone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  ['curl/8.5.0', 'curl'],
  ['', ''],
])('reads %j', (userAgent, device) => {
  expect(readUserAgent(userAgent)).toBe(device)
})

it('prefers the label, cleans it and cuts it at 200 characters', () => {
  expect(deviceFrom(from({ 'x-device-label': 'iPhone 15 / iOS 17', 'user-agent': 'curl/8' }))).toBe(
    'iPhone 15 / iOS 17',
  )
  expect(deviceFrom(from({ 'x-device-label': ' a\u0007b ' }))).toBe('ab')
  expect(deviceFrom(from({ 'x-device-label': 'x'.repeat(500) }))).toHaveLength(200)
  expect(deviceFrom(from({ 'x-device-label': '  ', 'user-agent': 'curl/8' }))).toBe('curl')
  expect(deviceFrom(from({}))).toBeNull()
})
