import { expect, it } from 'vitest'
import { createCookie, parseCookie } from './cookie.ts'
import { ConfigError } from './errors.ts'

it('carries __Host-, HttpOnly, Secure and SameSite=Lax by default', () => {
  const cookie = createCookie()
  expect(cookie.name).toBe('__Host-pylon_session')
  expect(cookie.set('v', 60)).toBe('__Host-pylon_session=v; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax')
  expect(cookie.clear()).toBe('__Host-pylon_session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax')
})

it('is open to scripts when, and only when, it says so, with all else as it was', () => {
  const cookie = createCookie({ name: 'pylon_csrf', allowScripts: true })
  expect(cookie.set('v', 60)).toBe('__Host-pylon_csrf=v; Max-Age=60; Path=/; Secure; SameSite=Lax')
  expect(cookie.clear()).toBe('__Host-pylon_csrf=; Max-Age=0; Path=/; Secure; SameSite=Lax')
  expect(createCookie({ allowScripts: false }).set('v', 60)).toContain('; HttpOnly;')
})

it('drops the prefix with a domain, which __Host- does not allow, and without secure', () => {
  expect(createCookie({ domain: '.example.com' }).set('v', 1)).toContain(
    'pylon_session=v; Max-Age=1; Path=/; Domain=.example.com',
  )
  expect(createCookie({ domain: '.example.com' }).name).toBe('pylon_session')
  expect(createCookie({ secure: false }).name).toBe('pylon_session')
  expect(createCookie({ secure: false }).set('v', 1)).not.toContain('Secure')
})

it('lasts as long as browsers allow when the session never ends', () => {
  expect(createCookie().set('v', null)).toContain('Max-Age=34560000')
})

it('refuses SameSite none without secure, and what does not fit a header', () => {
  expect(() => createCookie({ sameSite: 'none', secure: false })).toThrow(ConfigError)
  expect(() => createCookie({ name: 'a b' })).toThrow(ConfigError)
  expect(() => createCookie({ name: 'a\r\nSet-Cookie: b' })).toThrow(ConfigError)
  expect(() => createCookie({ domain: 'example.com; HttpOnly' })).toThrow(ConfigError)
})

it('reads one cookie among others', () => {
  expect(parseCookie('a=1; pylon_session=xyz; b=2', 'pylon_session')).toBe('xyz')
  expect(parseCookie('pylon_session=a=b', 'pylon_session')).toBe('a=b')
  expect(parseCookie('other=1; pylon_session2=x', 'pylon_session')).toBeNull()
})

it('counts two cookies with different values as none, and the same value twice as one', () => {
  expect(parseCookie('s=1; s=2', 's')).toBeNull()
  expect(parseCookie('s=1; s=1', 's')).toBe('1')
  expect(parseCookie('s=; s=1', 's')).toBeNull()
})
