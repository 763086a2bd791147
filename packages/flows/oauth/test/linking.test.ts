import { expect, it } from 'vitest'
import type { Browser, BrowserAnswer } from './browser.ts'
import { ada, comeBack, createHarness, visit, visitAsClient } from './harness.ts'

const linkAt = (browser: Browser, id = 'acme', headers = {}): Promise<BrowserAnswer> =>
  browser.call(`accounts/${id}/link`, { body: { callback: '/linked', error_callback: '/failed' }, headers })

const errorOf = (back: BrowserAnswer): string | null | undefined => back.location?.searchParams.get('oauth_error')

it.each([
  [true, true, 'linked'],
  [true, false, 'EMAIL_TAKEN'],
  [false, true, 'EMAIL_TAKEN'],
  [false, false, 'EMAIL_TAKEN'],
])('an address verified here: %s, there: %s → %s', async (isVerifiedHere, isVerifiedThere, outcome) => {
  const { open, acme, addUser, stores } = await createHarness()
  const user = await addUser('ada@example.com', isVerifiedHere)
  const browser = open()
  const back = await visit(browser, acme, { ...ada, email_verified: isVerifiedThere })
  expect(errorOf(back) ?? 'linked').toBe(outcome)
  expect((await stores.accounts.listByUser(user.id)).length).toBe(outcome === 'linked' ? 1 : 0)
  expect(browser.cookies.has('__Host-pylon_session')).toBe(outcome === 'linked')
  const json = await visitAsClient(open(), acme, { ...ada, email_verified: isVerifiedThere })
  expect(json.outcome).toBe(outcome === 'linked' ? '200' : '409 EMAIL_TAKEN')
})

it('keeps one subject at two providers apart', async () => {
  const { open, acme, other } = await createHarness()
  const first = await visitAsClient(open(), acme, { sub: 'same' })
  const second = await visitAsClient(open(), other, { sub: 'same' }, 'other')
  expect([first.outcome, second.outcome]).toEqual(['200', '200'])
  expect(first.body.user_id).not.toBe(second.body.user_id)
})

it('links an account to somebody who is signed in, whatever its address, and signs them in by it later', async () => {
  const { open, acme, addUser, signedIn, events } = await createHarness()
  const user = await addUser('countess@example.com', false)
  const browser = await signedIn(user)
  const begun = await linkAt(browser)
  expect(begun.outcome).toBe('200')
  const back = await comeBack(browser, acme, begun.body.redirect, ada)
  expect(back.location?.href).toBe('https://app.example.com/linked')
  expect(browser.cookies.get('__Host-pylon_session')).toBe(browser.token)
  expect(events.map(({ name, userId }) => [name, userId])).toEqual([['account.linked', user.id]])
  expect((await visitAsClient(open(), acme, ada)).body.user_id).toBe(user.id)
})

it('links by the JSON form for a client that is signed in, and for nobody else', async () => {
  const { open, acme, addUser, signedIn, stores } = await createHarness()
  const user = await addUser('countess@example.com', false)
  const browser = await signedIn(user)
  const bearer = browser.token
  const stolen = acme.approve((await linkAt(browser)).body.redirect, ada)
  expect((await open().call('callback/acme', { body: stolen })).outcome).toBe('403 OAUTH_INVALID_STATE')
  expect(await stores.accounts.listByUser(user.id)).toEqual([])
  const answer = acme.approve((await linkAt(browser)).body.redirect, ada)
  const linked = await open().call('callback/acme', { body: answer, bearer })
  expect([linked.outcome, linked.body]).toEqual(['200', { linked: true, provider: 'acme' }])
})

it('refuses an account of somebody else, and moves nothing', async () => {
  const { open, acme, addUser, signedIn, stores } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  const eve = await addUser('eve@example.com', true)
  const browser = await signedIn(eve)
  const back = await comeBack(browser, acme, (await linkAt(browser)).body.redirect, ada)
  expect([back.location?.pathname, errorOf(back)]).toEqual(['/failed', 'ACCOUNT_LINKED_ELSEWHERE'])
  expect((await stores.accounts.find('acme', ada.sub))?.userId).toBe(body.user_id)
  const answer = acme.approve((await linkAt(browser)).body.redirect, ada)
  const json = await browser.call('callback/acme', { body: answer })
  expect(json.outcome).toBe('409 ACCOUNT_LINKED_ELSEWHERE')
})

it('links no account of a victim to the attacker who sent them the link', async () => {
  const { open, acme, addUser, signedIn, stores } = await createHarness()
  const eve = await addUser('eve@example.com', true)
  const { redirect } = (await linkAt(await signedIn(eve))).body
  const victim = open()
  expect((await comeBack(victim, acme, redirect, ada)).outcome).toBe('403 OAUTH_INVALID_STATE')
  expect(await stores.accounts.listByUser(eve.id)).toEqual([])
})

it('links nothing after the session that set out has ended', async () => {
  const { acme, addUser, signedIn, sessions, stores } = await createHarness()
  const user = await addUser('countess@example.com', true)
  const browser = await signedIn(user)
  const { redirect } = (await linkAt(browser)).body
  await sessions.revokeByUser(user.id)
  expect((await comeBack(browser, acme, redirect, ada)).outcome).toBe('403 OAUTH_INVALID_STATE')
  expect(await stores.accounts.listByUser(user.id)).toEqual([])
})

it('links nothing once another user is signed in in that browser', async () => {
  const { acme, addUser, signedIn, stores } = await createHarness()
  const user = await addUser('countess@example.com', true)
  const browser = await signedIn(user)
  const { redirect } = (await linkAt(browser)).body
  const eve = await addUser('eve@example.com', true)
  browser.cookies.set('__Host-pylon_session', (await signedIn(eve)).token)
  expect((await comeBack(browser, acme, redirect, ada)).outcome).toBe('403 OAUTH_INVALID_STATE')
  expect(await stores.accounts.listByUser(user.id)).toEqual([])
})

it('links nothing after what was proved stopped to count, even if the session still lives', async () => {
  const { acme, addUser, signedIn, stores, now } = await createHarness()
  const user = await addUser('countess@example.com', true)
  const browser = await signedIn(user)
  const { redirect } = (await linkAt(browser)).body
  await stores.users.update(user.id, {}, true, now.at)
  expect(errorOf(await comeBack(browser, acme, redirect, ada))).toBe('OAUTH_INVALID_STATE')
  expect(await stores.accounts.listByUser(user.id)).toEqual([])
})

it('links for a session whose cookie stays at home on the way back', async () => {
  const { acme, addUser, signedIn, stores } = await createHarness()
  const user = await addUser('countess@example.com', true)
  const browser = await signedIn(user)
  const { redirect } = (await linkAt(browser)).body
  browser.cookies.delete('__Host-pylon_session') // SameSite=Strict, or a form that Apple posts
  expect((await comeBack(browser, acme, redirect, ada)).location?.pathname).toBe('/linked')
  expect(await stores.accounts.listByUser(user.id)).toHaveLength(1)
})

it('signs in by no state that was to link, and links by none that was to sign in', async () => {
  const { acme, addUser, signedIn, stores, sessions } = await createHarness()
  const user = await addUser('countess@example.com', true)
  const browser = await signedIn(user)
  await comeBack(browser, acme, (await linkAt(browser)).body.redirect, ada)
  expect(await sessions.listByUser(user.id)).toHaveLength(1)
  await visit(browser, acme, { sub: 'eve' })
  expect((await stores.accounts.listByUser(user.id)).map(({ accountId }) => accountId)).toEqual([ada.sub])
})

it.each([
  ['acme', {}, '400 MISSING_CALLBACK'],
  ['acme', { callback: 'https://evil.example' }, '403 UNTRUSTED_REDIRECT'],
  ['acme', { callback: 5 }, '400 INVALID_REQUEST'],
  ['nobody', { callback: '/' }, '404 PROVIDER_NOT_FOUND'],
])('begins to link at %s with %j: %s', async (id, body, outcome) => {
  const { addUser, signedIn } = await createHarness()
  const browser = await signedIn(await addUser('countess@example.com', true))
  expect((await browser.call(`accounts/${id}/link`, { body })).outcome).toBe(outcome)
})

it('begins to link for fresh sessions alone', async () => {
  const { addUser, signedIn, open, now } = await createHarness()
  const browser = await signedIn(await addUser('countess@example.com', true))
  expect((await linkAt(open())).outcome).toBe('401 AUTH_REQUIRED')
  now.at += 901
  expect((await linkAt(browser)).outcome).toBe('403 REAUTH_REQUIRED')
})

it('finds its way around an account whose user is gone', async () => {
  const { open, acme, stores } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  await stores.users.delete(body.user_id)
  const again = await visitAsClient(open(), acme, ada)
  expect(again.outcome).toBe('200')
  expect(again.body.user_id).not.toBe(body.user_id)
})
