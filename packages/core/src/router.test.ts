import { expect, it } from 'vitest'
import { ConfigError } from './errors.ts'
import type { Route } from './route.ts'
import { createRouter } from './router.ts'

const route = (method: Route['method'], path: string): Route => ({
  method,
  path,
  auth: 'anyone',
  handle: async () => ({ status: 200, headers: [], body: null }),
})

const findRoute = createRouter([
  route('GET', '/api/me'),
  route('DELETE', '/api/sessions'),
  route('GET', '/api/sessions'),
  route('DELETE', '/api/sessions/:id'),
])

it('finds the route of a method and path', () => {
  expect(findRoute('GET', '/api/me').route?.path).toBe('/api/me')
  expect(findRoute('HEAD', '/api/me').route?.path).toBe('/api/me')
  expect(findRoute('DELETE', '/api/sessions').route?.path).toBe('/api/sessions')
})

it('takes one decoded segment as a parameter', () => {
  expect(findRoute('DELETE', '/api/sessions/ses_1').params).toEqual({ id: 'ses_1' })
  expect(findRoute('DELETE', '/api/sessions/a%20b').params).toEqual({ id: 'a b' })
})

it('tells the methods of a path that another method asked for', () => {
  expect(findRoute('POST', '/api/sessions')).toMatchObject({ route: null, allow: 'DELETE, GET, HEAD, OPTIONS' })
  expect(findRoute('PUT', '/api/sessions/1')).toMatchObject({ route: null, allow: 'DELETE, OPTIONS' })
})

it.each([
  '//api/me',
  '/api//me',
  '/api/./me',
  '/api/me/',
  '/api/ME',
  '/api/me;a=b',
  '/api/%6de',
  '/api%2fme',
  '/api/me%00',
  '/api/sessions/',
  '/api/sessions/..',
  '/api/sessions/%2e%2e',
  '/api/sessions/a%2fb',
  '/api/sessions/a;b',
  '/api/sessions/%',
  '/api/sessions/%ff',
  '/api/sessions/1/2',
  '',
  '*',
  '__proto__',
])('matches nothing at %j', path => {
  expect(findRoute('DELETE', path)).toMatchObject({ route: null, allow: null })
  expect(findRoute('GET', path)).toMatchObject({ route: null, allow: null })
})

it('refuses two routes for one method and path', () => {
  expect(() => createRouter([route('GET', '/a'), route('GET', '/a')])).toThrow(ConfigError)
})
