import { expect, it } from 'vitest'
import { ada, comeBack, createHarness, visit } from './harness.ts'

const refused = '403 OAUTH_INVALID_STATE'

it('refuses a state in another browser, in none, and with the cookie of another sign-in', async () => {
  const { open, acme, events } = await createHarness()
  const attacker = open()
  const begin = async (): Promise<string> => (await attacker.call('login/acme?callback=/done')).body.redirect
  expect((await comeBack(open(), acme, await begin(), ada)).outcome).toBe(refused)
  const victim = open()
  await victim.call('login/acme?callback=/done')
  expect((await comeBack(victim, acme, await begin(), ada)).outcome).toBe(refused)
  const redirect = await begin()
  const [last = '', ...others] = [...attacker.cookies.keys()].reverse()
  attacker.cookies.set(last, attacker.cookies.get(others[0] ?? '') ?? '')
  expect((await comeBack(attacker, acme, redirect, ada)).outcome).toBe(refused)
  expect(events.map(({ name }) => name)).not.toContain('session.created')
})

it('refuses a state of one provider at the callback of another, and leaves it good for its own', async () => {
  const { open, acme, other } = await createHarness()
  const browser = open()
  const { body } = await browser.call('login/acme?callback=/done')
  const answer = other.approve(body.redirect, ada)
  expect((await browser.call(`callback/other?${new URLSearchParams(answer)}`)).outcome).toBe(refused)
  expect((await browser.call('callback/other', { body: answer })).outcome).toBe(refused)
  expect((await comeBack(browser, acme, body.redirect, ada)).outcome).toBe('302')
})

it('takes a state once: of 20 parallel callers one is signed in', async () => {
  const { open, acme, stores, sessions } = await createHarness()
  const browser = open()
  const { body } = await browser.call('login/acme?callback=/done')
  const answer = acme.approve(body.redirect, ada)
  const answers = await Promise.all(Array.from({ length: 20 }, () => browser.call('callback/acme', { body: answer })))
  expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['200', ...Array(19).fill(refused)])
  const account = await stores.accounts.find('acme', ada.sub)
  expect(await sessions.listByUser(account?.userId ?? '')).toHaveLength(1)
})

it('is not undone by a scanner that looks the link up before the browser does', async () => {
  const { open, acme } = await createHarness()
  const browser = open()
  const { body } = await browser.call('login/acme?callback=/done')
  const link = `callback/acme?${new URLSearchParams(acme.approve(body.redirect, ada))}`
  expect((await open().call(link)).outcome).toBe(refused)
  expect((await open().call(link, { method: 'HEAD' })).status).toBe(403)
  expect((await browser.call(link)).location?.pathname).toBe('/done')
})

it('refuses a state after 10 minutes', async () => {
  const { open, acme, now } = await createHarness()
  const browser = open()
  const { body } = await browser.call('login/acme?callback=/done')
  now.at += 600
  expect((await comeBack(browser, acme, body.redirect, ada)).outcome).toBe(refused)
})

it('refuses what is no state', async () => {
  const { open } = await createHarness()
  const answers = [
    ['callback/acme?code=c', refused],
    ['callback/acme', refused],
    ['callback/acme?code=c&state=', refused],
    [`callback/acme?code=c&state=${'0'.repeat(64)}`, refused],
    [`callback/acme?code=c&state=${'x'.repeat(10_000)}`, refused],
    ['callback/nobody?code=c&state=s', '404 PROVIDER_NOT_FOUND'],
    ['callback/__proto__?code=c&state=s', '404 PROVIDER_NOT_FOUND'],
  ]
  for (const [path = '', outcome] of answers) expect([path, (await open().call(path)).outcome]).toEqual([path, outcome])
})

it('refuses JSON of another shape', async () => {
  const { open } = await createHarness()
  const answers = [
    [{ code: 'c' }, '400 INVALID_REQUEST'],
    [{ state: 's' }, '400 INVALID_REQUEST'],
    [{ code: 5, state: 's' }, '400 INVALID_REQUEST'],
    [{ code: 'c', state: ['s'] }, '400 INVALID_REQUEST'],
    [{ code: 'c\ud800', state: 's' }, '400 INVALID_REQUEST'],
    [{ code: 'c', state: 's', iss: 5 }, '400 INVALID_REQUEST'],
    [{ code: 'c', state: 's' }, refused],
  ] as const
  for (const [body, outcome] of answers) {
    expect([body, (await open().call('callback/acme', { body })).outcome]).toEqual([body, outcome])
  }
})

it('refuses a state that stands there twice, and a code that does', async () => {
  const { open, acme } = await createHarness()
  const browser = open()
  const begun = await browser.call('login/acme?callback=/done')
  const { code, state, iss } = acme.approve(begun.body.redirect, ada)
  expect((await browser.call(`callback/acme?code=${code}&state=${state}&state=${state}&iss=${iss}`)).outcome).toBe(
    refused,
  )
  const back = await browser.call(`callback/acme?code=evil&code=${code}&state=${state}&iss=${iss}`)
  expect(back.location?.searchParams.get('oauth_error')).toBe('OAUTH_TOKEN_EXCHANGE_FAILED')
})

it('lets sign-ins in several tabs end in any order, begun together before any cookie was there', async () => {
  const { open, acme } = await createHarness()
  const browser = open()
  const begun = await Promise.all([1, 2, 3].map(() => browser.call('login/acme?callback=/done')))
  for (const { body } of begun.reverse()) {
    const back = await comeBack(browser, acme, body.redirect, ada)
    expect(back.location?.pathname).toBe('/done')
  }
})

it('keeps the cookies of 8 sign-ins at most, the newest', async () => {
  const { open, acme, now } = await createHarness()
  const browser = open()
  let redirect = ''
  for (let at = 0; at < 30; at += 1) {
    now.at += 1
    redirect = (await browser.call('login/acme?callback=/done')).body.redirect
    expect(browser.cookies.size).toBeLessThanOrEqual(8)
  }
  expect((await comeBack(browser, acme, redirect, ada)).location?.pathname).toBe('/done')
})

it('offers the JSON form alone when cookies are off', async () => {
  const { open, acme } = await createHarness({ hasCookies: false })
  const browser = open()
  const begun = await browser.call('login/acme?callback=/done')
  expect(begun.setCookies).toEqual([])
  expect((await comeBack(browser, acme, begun.body.redirect, ada)).outcome).toBe(refused)
  const form = Object.fromEntries(Object.entries(acme.approve(begun.body.redirect, ada)))
  expect((await browser.call('callback/acme', { form })).outcome).toBe(refused)
  const answer = acme.approve(begun.body.redirect, ada)
  expect((await browser.call('callback/acme', { body: answer })).outcome).toBe('200')
})

it('keeps neither the state nor the code verifier readable in the store', async () => {
  const { open, stores, acme } = await createHarness()
  const kept: string[] = []
  const { put } = stores.oneTime
  stores.oneTime.put = entry => {
    kept.push(JSON.stringify(entry))
    return put(entry)
  }
  const browser = open()
  const { body } = await browser.call('login/acme?callback=/done')
  expect((await comeBack(browser, acme, body.redirect, ada)).status).toBe(302)
  const sent = new URLSearchParams(acme.requests.find(({ path }) => path === '/token')?.body)
  expect(sent.get('code_verifier')).toMatch(/^[0-9a-f]{64}$/)
  expect(kept.join()).toContain('oauth-state:acme')
  for (const secret of [body.state, sent.get('code_verifier'), '/done']) expect(kept.join()).not.toContain(secret)
})

it('sends what came back from a provider to no other address than the one begun with', async () => {
  const { open, acme } = await createHarness()
  const back = await visit(open(), acme, ada)
  expect(back.location?.href).toBe('https://app.example.com/done')
  const browser = open()
  const { body } = await browser.call('login/acme?callback=https://spa.example.com/a/../b')
  const evil = new URLSearchParams({ ...acme.approve(body.redirect, ada), callback: 'https://evil.example/' })
  expect((await browser.call(`callback/acme?${evil}`)).location?.href).toBe('https://spa.example.com/b')
})
