import { expect, it } from 'vitest'
import { redirectTarget } from './redirect-target.ts'

const own = {
  publicUrl: 'https://id.example.com',
  trustedOrigins: ['https://app.example.com', 'http://localhost:3000'],
}

it.each([
  ['/', 'https://id.example.com/'],
  ['/welcome?a=b#c', 'https://id.example.com/welcome?a=b#c'],
  ['https://app.example.com', 'https://app.example.com/'],
  ['HTTPS://APP.example.com:443/x', 'https://app.example.com/x'],
  ['http://localhost:3000/x', 'http://localhost:3000/x'],
  ['/a/../b', 'https://id.example.com/b'],
])('%s leads to %s', (text, target) => {
  expect(redirectTarget(text, own)).toBe(target)
})

it.each([
  '',
  ' /x',
  'welcome',
  '//evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:app.example.com',
  'https://evil.example',
  'https://app.example.com.evil.example',
  'https://app.example.com@evil.example',
  'https://user:password@app.example.com/',
  'https://evil.example#https://app.example.com',
  'http://app.example.com',
  'https://app.example.com:8443',
  'https://sub.app.example.com',
  'javascript:alert(1)',
  'JaVaScRiPt://app.example.com/%0aalert(1)',
  'data:text/html,x',
  'https://app.example.com/\r\nSet-Cookie: x',
  'https://app.example.com\\@evil.example',
  'null',
  `/${'x'.repeat(3_000)}`,
])('%j leads nowhere', text => {
  expect(redirectTarget(text, own)).toBeNull()
})
