import { createApp, jsonReply, type Route } from '@pylon/core'
import { describe, expect, it } from 'vitest'
import { csrf } from './csrf.ts'

const cookieName = '__Host-pylon_session'
const route = (path: string, isSignIn: boolean): Route => ({
  method: 'POST',
  path,
  auth: 'anyone',
  isSignIn,
  handle: async () => jsonReply(200, {}),
})
const app = createApp({
  routes: [
    route('/change', false),
    route('/login', true),
    route('/hook', true),
    { ...route('/callback', false), isBoundByState: true },
    { ...route('/change', false), method: 'GET' },
  ],
  plugins: [
    csrf({
      expectedOrigin: 'https://app.example.com',
      trustedOrigins: ['https://admin.example.com'],
      cookieNames: [cookieName],
      exemptPaths: ['/hook'],
    }),
  ],
})

async function send(path: string, headers: Record<string, string>, method = 'POST'): Promise<string> {
  const response = await app.fetch(new Request(`https://app.example.com${path}`, { method, headers }))
  const body = (await response.json()) as { error?: { code: string } }
  return body.error?.code ?? String(response.status)
}

const cookie = { Cookie: `a=1; ${cookieName}=pylon_x` }

describe('a request with our cookie', () => {
  it.each([
    [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'https://app.example.com' }, '200'],
    [{ 'Sec-Fetch-Site': 'none' }, '200'],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }, 'CSRF_REJECTED'],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 'CSRF_REJECTED'],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'null' }, 'CSRF_REJECTED'],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'https://admin.example.com' }, '200'],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'https://app.example.com' }, 'CSRF_REJECTED'],
    [{ 'Sec-Fetch-Site': 'cross-site', Referer: 'https://admin.example.com/a' }, '200'],
    [{ 'Sec-Fetch-Site': 'same-site', Origin: 'https://other.example.com' }, 'CSRF_REJECTED'],
    [{ 'Sec-Fetch-Site': 'same-site', Origin: 'https://admin.example.com' }, '200'],
    [{ 'Sec-Fetch-Site': 'Same-Origin', Origin: 'https://evil.example' }, 'CSRF_REJECTED'],
    [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' }, '200'],
    [{ Origin: 'https://app.example.com' }, '200'],
    [{ Origin: 'https://admin.example.com' }, '200'],
    [{ Origin: 'https://app.example.com.evil.example' }, 'CSRF_REJECTED'],
    [{ Origin: 'http://app.example.com' }, 'CSRF_REJECTED'],
    [{ Origin: 'null' }, 'CSRF_REJECTED'],
    [{ Referer: 'https://app.example.com/form?x' }, '200'],
    [{ Referer: 'https://evil.example/https://app.example.com' }, 'CSRF_REJECTED'],
    [{ Referer: 'rubbish' }, 'CSRF_REJECTED'],
    [{}, 'CSRF_REJECTED'],
  ])('and %j: %s', async (headers, outcome) => {
    expect(await send('/change', { ...cookie, ...(headers as Record<string, string>) })).toBe(outcome)
  })

  it('passes with a bearer, which no other site can add, and not with another scheme', async () => {
    expect(await send('/change', { ...cookie, Authorization: 'Bearer x', Origin: 'https://evil.example' })).toBe('200')
    expect(await send('/change', { ...cookie, Authorization: 'Basic x', Origin: 'https://evil.example' })).toBe(
      'CSRF_REJECTED',
    )
  })

  it('passes when it changes nothing', async () => {
    expect(await send('/change', { ...cookie, Origin: 'https://evil.example' }, 'GET')).toBe('200')
  })
})

it('guards routes that sign somebody in even without a cookie', async () => {
  expect(await send('/login', { Origin: 'https://evil.example' })).toBe('CSRF_REJECTED')
  expect(await send('/login', { 'Sec-Fetch-Site': 'cross-site' })).toBe('CSRF_REJECTED')
  expect(await send('/login', { 'Sec-Fetch-Site': 'same-site', Origin: 'null' })).toBe('CSRF_REJECTED')
  expect(await send('/login', { Origin: 'https://app.example.com' })).toBe('200')
})

it('lets clients that are no browser sign in', async () => {
  expect(await send('/login', {})).toBe('200')
})

it('leaves other routes without our cookie, exempt paths, and routes with a state of their own alone', async () => {
  expect(await send('/change', { Origin: 'https://evil.example', Cookie: 'other=1' })).toBe('200')
  expect(await send('/hook', { ...cookie, Origin: 'https://evil.example' })).toBe('200')
  expect(
    await send('/callback', { ...cookie, 'Sec-Fetch-Site': 'cross-site', Origin: 'https://appleid.apple.com' }),
  ).toBe('200')
})
