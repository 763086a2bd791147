import { describe, expect, it } from 'vitest'
import { isAllowedUrl, parseUrlPrefix, type UrlPrefix } from './url-allowlist.ts'

const prefixesOf = (...texts: string[]): UrlPrefix[] => texts.map(parseUrlPrefix).filter(prefix => prefix !== null)
const hooks = prefixesOf('https://example.com/hooks', 'http://127.0.0.1:8080')

describe('a URL that is allowed', () => {
  it.each([
    'https://example.com/hooks',
    'https://example.com/hooks/',
    'https://example.com/hooks/a/b?c=https://evil.example#d',
    'https://EXAMPLE.com:443/hooks/a',
    'HTTPS://example.com/hooks',
    'https://example.com/x/../hooks/a',
    'http://127.0.0.1:8080/anything/%2e%2f',
    'http://127.0.0.1:8080',
    'http://127.0.0.1:8080?x',
  ])('%s', text => {
    expect(isAllowedUrl(text, hooks)).toBe(true)
  })
})

describe('a URL that is refused', () => {
  it.each([
    'https://example.com/',
    'https://example.com/hooksevil',
    'https://example.com/Hooks',
    'https://example.com/hooks/../admin',
    'https://example.com/hooks/%2e%2e/admin',
    'https://example.com/hooks/.%2E/admin',
    'https://example.com/hooks/..%2fadmin',
    'https://example.com/hooks/..%5cadmin',
    'https://example.com/hooks/%252e%252e/admin',
    'https://example.com/hooks/..;/admin',
    'https://example.com/hooks;/admin',
    'https://example.com/hooks/a\\..\\..\\admin',
    'https://example.com\\.evil.example/hooks',
    'https://example.com@evil.example/hooks',
    'https://evil.example@example.com/hooks',
    'https://@example.com/hooks',
    'https://example.com:8443/hooks',
    'http://example.com/hooks',
    'https://example.com./hooks',
    'https://example.com.evil.example/hooks',
    'https://evil.example/https://example.com/hooks',
    'https://evil.example#https://example.com/hooks',
    'https://exаmple.com/hooks', // a Cyrillic letter
    'https://ｅxample.com/hooks', // a full-width one, which a parser folds into the right name
    'https://xn--exmple-4nf.com/hooks',
    'https:example.com/hooks',
    'https:/example.com/hooks',
    'https:///example.com/hooks',
    '//example.com/hooks',
    '/hooks',
    'javascript://example.com/hooks%0aalert(1)',
    'data:text/html,https://example.com/hooks',
    ' https://example.com/hooks',
    'https://example.com/hooks\n',
    'ht\ttps://example.com/hooks',
    'https://example.com/ho\noks',
    'http://0x7f.1:8080/\u00a0',
    'https://example.com/hooks%00',
    `https://example.com/hooks/${'a'.repeat(2_048)}`,
    'https://',
    '',
  ])('%j', text => {
    expect(isAllowedUrl(text, hooks)).toBe(false)
  })

  it('whatever the entries are, when there is none', () => {
    expect(isAllowedUrl('https://example.com/hooks', [])).toBe(false)
  })
})

it('takes no entry that would let in more than it seems to', () => {
  for (const text of [
    'https://*.example.com',
    'https://example.com/*',
    'https://example.com?x',
    'https://u@example.com',
  ]) {
    expect(parseUrlPrefix(text), text).toBeNull()
  }
  for (const text of [
    'example.com',
    'ftp://example.com',
    'https://example.com/a%2fb',
    'https://example.com/#x',
    '*',
    '',
  ]) {
    expect(parseUrlPrefix(text), text).toBeNull()
  }
  expect(parseUrlPrefix('https://Example.com:443/a/')).toEqual({ origin: 'https://example.com', path: '/a' })
})
