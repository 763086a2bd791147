import type { Account } from '@pylon/core'
import { expect, it } from 'vitest'
import { type BrowserAnswer, openBrowser } from './browser.ts'
import { json } from './fake-provider.ts'
import { ada, createHarness, start, visit, visitAsClient } from './harness.ts'

it('gives the access token as it is while it is good for more than a minute', async () => {
  const { open, acme, now } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  now.at += 3539
  const answer = await open().call('oauth/refresh/acme', { method: 'POST', bearer: body.token })
  expect(answer.body).toEqual({
    access_token: expect.stringMatching(/^access-/),
    expires_at: start + 3600,
    scope: 'openid email',
    provider: 'acme',
  })
  expect(acme.requests.filter(({ path }) => path === '/token')).toHaveLength(1)
  now.at += 1
  const next = await open().call('oauth/refresh/acme', { method: 'POST', bearer: body.token })
  expect(next.body.access_token).not.toBe(answer.body.access_token)
})

it('refreshes once for 20 parallel calls to two servers, and gives all the same token', async () => {
  const { app, openApp, acme, now, events } = await createHarness()
  const { body } = await visitAsClient(openBrowser(app), acme, ada)
  const servers = [app, openApp()].map(each => openBrowser(each))
  for (const round of [1, 2, 3]) {
    now.at += 3600
    const calls = Array.from({ length: 20 }, (_, at) =>
      servers[at % 2]?.call('oauth/refresh/acme', { method: 'POST', bearer: body.token }),
    )
    const answers = (await Promise.all(calls)) as BrowserAnswer[]
    expect(answers.map(({ outcome }) => outcome)).toEqual(Array(20).fill('200'))
    expect(new Set(answers.map(answer => answer.body.access_token)).size).toBe(1)
    expect(answers[0]?.body.expires_at).toBe(now.at + 3600)
    const refreshes = acme.requests.filter(request => request.body.includes('grant_type=refresh_token'))
    expect(refreshes).toHaveLength(round)
  }
  expect(events.map(({ name }) => name)).toContain('account.refreshed')
})

it('answers 502 when the provider refuses, to every parallel caller, and leaves the account as it was', async () => {
  const { open, acme, now, stores, errors } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  const before = await stores.accounts.find('acme', ada.sub)
  now.at += 3600
  acme.wrong = { handlers: { '/token': (_, response) => json(response, 400, { error: 'invalid_grant' }) } }
  const request = { method: 'POST', bearer: body.token }
  const answers = await Promise.all([1, 2, 3].map(() => open().call('oauth/refresh/acme', request)))
  expect(answers.map(({ outcome }) => outcome)).toEqual(Array(3).fill('502 REFRESH_FAILED'))
  expect(String(errors.at(-1)?.cause)).toBe('ProviderFault: acme: token: status 400, invalid_grant')
  expect(await stores.accounts.find('acme', ada.sub)).toEqual(before)
  acme.wrong = {}
  expect((await open().call('oauth/refresh/acme', request)).outcome).toBe('200')
})

it('keeps a refresh token that the provider does not replace', async () => {
  const { open, acme, now, stores, keys } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  const refreshTokenOf = async (): Promise<string | null> => {
    const account = await stores.accounts.find('acme', ada.sub)
    return keys.open(account?.refreshToken ?? '', 'accounts:acme:ada-at-acme:refreshToken')
  }
  const first = await refreshTokenOf()
  now.at += 3600
  acme.wrong = { tokens: answer => ({ ...(answer as object), refresh_token: undefined }) }
  expect((await open().call('oauth/refresh/acme', { method: 'POST', bearer: body.token })).outcome).toBe('200')
  expect(await refreshTokenOf()).toBe(first)
  await visit(open(), acme, ada) // nor does a second sign-in
  expect(await refreshTokenOf()).toBe(first)
})

it('tells a missing account from a missing refresh token', async () => {
  const { open, acme, now } = await createHarness()
  acme.wrong = { tokens: answer => ({ ...(answer as object), refresh_token: undefined }) }
  const { body } = await visitAsClient(open(), acme, ada)
  const refresh = async (id: string, bearer = body.token): Promise<string> =>
    (await open().call(`oauth/refresh/${id}`, { method: 'POST', bearer })).outcome
  expect(await refresh('acme')).toBe('200')
  expect(await refresh('other')).toBe('404 ACCOUNT_NOT_FOUND')
  expect(await refresh('nobody')).toBe('404 ACCOUNT_NOT_FOUND')
  now.at += 3600
  expect(await refresh('acme')).toBe('400 NO_REFRESH_TOKEN')
  expect(await refresh('acme', 'pylon_x')).toBe('401 AUTH_REQUIRED')
})

it('says 0 of a token that does not expire', async () => {
  const { open, acme, now } = await createHarness()
  acme.wrong = { tokens: answer => ({ ...(answer as object), expires_in: undefined }) }
  const { body } = await visitAsClient(open(), acme, ada)
  now.at += 1_000_000
  const answer = await open().call('oauth/refresh/acme', { method: 'POST', bearer: body.token })
  expect([answer.outcome, answer.body.expires_at]).toEqual(['200', 0])
})

it('stores what the provider hands out sealed, bound to its account and member', async () => {
  const { open, acme, stores, keys } = await createHarness()
  await visitAsClient(open(), acme, ada)
  const account = await stores.accounts.find('acme', ada.sub)
  expect(JSON.stringify(account)).not.toMatch(/access-|refresh-|eyJ/)
  const sealed = account?.accessToken ?? ''
  expect(keys.open(sealed, 'accounts:acme:ada-at-acme:accessToken')).toMatch(/^access-/)
  expect(keys.open(sealed, 'accounts:acme:ada-at-acme:refreshToken')).toBeNull()
  expect(keys.open(sealed, 'accounts:acme:eve:accessToken')).toBeNull()
})

it('waits for the server that has the lease, and asks the provider nothing itself', async () => {
  const { open, acme, now, stores, keys } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  now.at += 3600
  const account = (await stores.accounts.find('acme', ada.sub)) as Account
  const { increment } = stores.counters
  await increment(`lease:oauth-refresh:${account.id}`, 1, 15, now.at)
  const fresh = {
    ...account,
    accessToken: keys.seal('from the other server', 'accounts:acme:ada-at-acme:accessToken'),
    accessTokenExpiresAt: now.at + 3600,
  }
  stores.counters.increment = async (...counted) => {
    const count = await increment(...counted)
    await stores.accounts.replaceTokens(account.id, fresh, account.accessToken, now.at)
    return count
  }
  const answer = await open().call('oauth/refresh/acme', { method: 'POST', bearer: body.token })
  expect(answer.body.access_token).toBe('from the other server')
  expect(acme.requests.filter(({ path }) => path === '/token')).toHaveLength(1)
})

it('looks again after it got the lease: another may have refreshed just before', async () => {
  const { open, openApp, acme, now, stores } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  now.at += 3600
  const request = { method: 'POST', bearer: body.token }
  const { increment } = stores.counters
  let isFirst = true
  stores.counters.increment = async (...counted) => {
    if (isFirst) {
      isFirst = false // the other server refreshes between our look at the account and our lease
      await openBrowser(openApp()).call('oauth/refresh/acme', request)
    }
    return increment(...counted)
  }
  expect((await open().call('oauth/refresh/acme', request)).outcome).toBe('200')
  expect(acme.requests.filter(({ path }) => path === '/token')).toHaveLength(2)
})

it('waits no longer than the server that has the lease takes to fail', async () => {
  const { app, openApp, acme, now } = await createHarness()
  const { body } = await visitAsClient(openBrowser(app), acme, ada)
  now.at += 3600
  acme.wrong = { handlers: { '/token': (_, response) => json(response, 503, {}) } }
  const request = { method: 'POST', bearer: body.token }
  const began = performance.now()
  const servers = [app, openApp(), openApp()].map(each => openBrowser(each))
  const answers = await Promise.all(servers.map(each => each.call('oauth/refresh/acme', request)))
  expect(answers.map(({ outcome }) => outcome)).toEqual(Array(3).fill('502 REFRESH_FAILED'))
  expect(performance.now() - began).toBeLessThan(5000)
})

it('keeps the id_token that was verified, and none that a refresh brings', async () => {
  const { open, acme, now, stores } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  const before = await stores.accounts.find('acme', ada.sub)
  now.at += 3600
  acme.wrong = { tokens: answer => ({ ...(answer as object), id_token: 'nobody verified this' }) }
  expect((await open().call('oauth/refresh/acme', { method: 'POST', bearer: body.token })).outcome).toBe('200')
  const after = await stores.accounts.find('acme', ada.sub)
  expect(after?.accessToken).not.toBe(before?.accessToken)
  expect([before?.idToken === null, after?.idToken]).toEqual([false, before?.idToken])
})

it('asks for a new sign-in when the secret that the tokens were sealed under is gone', async () => {
  const { open, acme, stores, now } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  const account = (await stores.accounts.find('acme', ada.sub)) as Account
  const lost = { ...account, accessToken: 'gone.AAAA', refreshToken: 'gone.AAAA' }
  await stores.accounts.replaceTokens(account.id, lost, account.accessToken, now.at)
  const answer = await open().call('oauth/refresh/acme', { method: 'POST', bearer: body.token })
  expect(answer.outcome).toBe('400 NO_REFRESH_TOKEN')
  expect(acme.requests.filter(({ path }) => path === '/token')).toHaveLength(1)
})
