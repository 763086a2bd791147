import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ServerProcess, startProcess } from '../process.ts'
import { type Application, startApplication } from './application.ts'
import { makeCertificate } from './certificate.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { type MailSink, startMailSink } from './mail-sink.ts'
import { turnOnSecondFactor } from './second-factor.ts'
import { openVisitor, type Visitor } from './visitor.ts'

const executable = findChromium()
const link = /https:\/\/\S+?[?/](?:token=)?pylon[a-z]?_[0-9a-f]{64}/
const sixDigits = /(?<=^\s*)[0-9]{6}(?=\s*$)/m
const password = 'correct horse battery'

/** As it runs for its users: https, mail by SMTP, no dev mode. */
describe.skipIf(executable === null)('the pages behind mailed links, in a browser', () => {
  let browser: Browser
  let application: Application
  let mails: MailSink
  let server: ServerProcess

  beforeAll(async () => {
    ;[application, mails] = await Promise.all([startApplication(), startMailSink()])
    const { key, cert } = makeCertificate()
    const env = {
      ...{ PYLON_TLS_KEY: key, PYLON_TLS_CERT: cert, PYLON_TRUSTED_ORIGINS: application.origin },
      ...{ PYLON_EMAIL_PROVIDER: 'smtp', PYLON_SMTP_URL: mails.url },
    }
    ;[server, browser] = await Promise.all([startProcess(env), launchChromium(executable ?? '')])
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await mails?.stop()
    application?.stop()
  })

  /** Begins on a page of the server from which scripts may call it. */
  async function newVisitor(): Promise<Visitor> {
    const visitor = await openVisitor(browser, `${server.url}/api/auth`)
    await visitor.page.goto(`${server.url}/api/auth/magic-link/verify`)
    return visitor
  }

  async function userIdOf(visitor: Visitor): Promise<string | null> {
    return (await visitor.call('GET', '/session')).body.session.user_id
  }

  async function magicLink(visitor: Visitor, email: string, callbackUrl?: string): Promise<string> {
    const body = { email, ...(callbackUrl === undefined ? {} : { callback_url: callbackUrl }) }
    expect(await visitor.call('POST', '/magic-link/send', body)).toMatchObject({ status: 200, body: { sent: true } })
    return mails.find(email, link)
  }

  /** With a verified address, by a link in the mail. */
  async function signIn(email: string): Promise<Visitor> {
    const visitor = await newVisitor()
    await visitor.page.goto(await magicLink(visitor, email))
    await press(visitor)
    await status(visitor, /signed in/)
    return visitor
  }

  /** Answers with which status the server answered the button. */
  async function press({ page }: Visitor): Promise<number> {
    const answered = page.waitForResponse(response => response.request().method() === 'POST')
    await page.getByRole('button').click()
    return (await answered).status()
  }

  const status = ({ page }: Visitor, text: RegExp): Promise<void> =>
    page.getByRole('status').filter({ hasText: text }).waitFor()

  describe('magic link', () => {
    it('signs nobody in when it is opened, as scanners do, however often', async () => {
      const visitor = await newVisitor()
      const url = await magicLink(visitor, 'opened@example.com')
      for (let time = 0; time < 2; time += 1) {
        await visitor.page.goto(url)
        await visitor.page.getByRole('button', { name: 'Sign in' }).waitFor()
      }
      expect(await userIdOf(visitor)).toBeNull()
      expect(await visitor.context.cookies()).toEqual([])
    })

    it('signs in when the button is pressed, and goes on to where it was asked to', async () => {
      const visitor = await newVisitor()
      const url = await magicLink(visitor, 'ada@example.com', `${application.origin}/done`)
      await visitor.page.goto(url)
      await press(visitor)
      await visitor.page.waitForURL(`${application.origin}/done`)
      await visitor.page.goto(`${server.url}/api/auth/magic-link/verify`)
      expect((await visitor.call('GET', '/session')).body.user).toMatchObject({
        ...{ email: 'ada@example.com', email_verified: true },
      })
      expect(visitor.complaints).toEqual([])
      expect(visitor.requests.filter(each => ![server.url, application.origin].includes(new URL(each).origin))).toEqual(
        [],
      )
    })

    it('does not tell its address, in which the token stands, to the page after it', async () => {
      const visitor = await newVisitor()
      await visitor.page.goto(await magicLink(visitor, 'quiet@example.com', '/health'))
      const next = visitor.page.waitForRequest(`${server.url}/health`)
      await press(visitor)
      expect(await (await next).headerValue('referer')).toBeNull()
    })

    it('says so when it was used, and signs nobody in again', async () => {
      const [first, second] = [await newVisitor(), await newVisitor()]
      const url = await magicLink(first, 'used@example.com')
      await first.page.goto(url)
      await press(first)
      await status(first, /You are signed in/)
      await second.page.goto(url)
      expect(await press(second)).toBe(401)
      await status(second, /used/)
      expect(await userIdOf(second)).toBeNull()
      expect(await second.context.cookies()).toEqual([])
    })

    it('is shown in no frame of another site', async () => {
      const visitor = await newVisitor()
      const url = await magicLink(visitor, 'framed@example.com')
      await visitor.page.goto(application.origin)
      await visitor.page.evaluate(
        `new Promise(loaded => {
          const frame = document.createElement('iframe')
          frame.onload = loaded
          frame.src = ${JSON.stringify(url)}
          document.body.append(frame)
        })`,
      )
      await expect.poll(() => visitor.complaints.join()).toContain('frame-ancestors')
      expect(await visitor.page.frames()[1]?.getByRole('button').count()).toBe(0)
    })
  })

  describe('reset of a password', () => {
    async function resetLink(visitor: Visitor, email: string): Promise<string> {
      await visitor.call('POST', '/password/reset/request', { email })
      return mails.find(email, link)
    }

    it('takes a new password, says what is wrong with a weak one, and ends the other sessions', async () => {
      const email = 'grace@example.com'
      const [elsewhere, visitor] = [await signIn(email), await newVisitor()]
      await visitor.page.goto(await resetLink(visitor, email))
      expect(await userIdOf(visitor)).toBeNull()

      await visitor.page.getByLabel('New password').fill('short')
      expect(await press(visitor)).toBe(400)
      await status(visitor, /at least 8/)
      expect(await userIdOf(visitor)).toBeNull()
      expect(await userIdOf(elsewhere)).toMatch(/./)

      await visitor.page.getByLabel('New password').fill('another long pass phrase')
      await press(visitor)
      await status(visitor, /signed in/)
      expect(await userIdOf(visitor)).toMatch(/./)
      expect(await userIdOf(elsewhere)).toBeNull()
      const login = { email, password: 'another long pass phrase' }
      expect((await elsewhere.call('POST', '/password/login', login)).status).toBe(200)
      expect(visitor.complaints.filter(text => !text.includes('400'))).toEqual([]) // Chromium tells of every refused fetch
    })

    it('gives no session to somebody who owes a second factor', async () => {
      const [owner, visitor] = [await newVisitor(), await newVisitor()]
      const email = 'hedy@example.com'
      await owner.call('POST', '/password/register', { email, password })
      const code = await turnOnSecondFactor(owner)

      await visitor.page.goto(await resetLink(visitor, email))
      await visitor.page.getByLabel('New password').fill('another long pass phrase')
      await press(visitor)
      await status(visitor, /One more step/)
      expect(await userIdOf(visitor)).toBeNull()
      expect(await visitor.cookie('__Host-pylon_session')).toBeNull()
      expect(await visitor.cookie('__Host-pylon_challenge')).toMatchObject({ httpOnly: true, secure: true })
      expect((await visitor.call('POST', '/totp/login', { code })).status).toBe(200)
      expect(await userIdOf(visitor)).toMatch(/./)
    })
  })

  it('changes an address when the button is pressed, and tells the old one before', async () => {
    const visitor = await signIn('old@example.com')
    const userId = await userIdOf(visitor)
    expect((await visitor.call('POST', '/email/change/request', { new_email: 'new@example.com' })).status).toBe(200)
    const url = await mails.find('new@example.com', link)
    await mails.find('old@example.com', /new@example\.com/)

    const elsewhere = await newVisitor() // the mail is read on another device
    await elsewhere.page.goto(url)
    await elsewhere.page.getByRole('button', { name: 'Change the address' }).waitFor()
    expect((await visitor.call('GET', '/session')).body.user.email).toBe('old@example.com')
    await press(elsewhere)
    await status(elsewhere, /address is changed/)
    expect((await elsewhere.call('GET', '/session')).body).toMatchObject({
      ...{ session: { user_id: userId }, user: { email: 'new@example.com', email_verified: true } },
    })
    expect(await userIdOf(visitor)).toBeNull()
    expect(elsewhere.complaints).toEqual([])
  })

  it('lets the invited in, and nobody else, from a mail that is read on another site', async () => {
    const [owner, invited, other] = [
      await signIn('owner@example.com'),
      await signIn('invited@example.com'),
      await signIn('other@example.com'),
    ]
    const { id } = (await owner.call('POST', '/orgs', { name: 'Acme' })).body
    await owner.call('POST', `/orgs/${id}/invites`, { email: 'invited@example.com' })
    const url = await mails.find('invited@example.com', link)

    const nobody = await newVisitor()
    await nobody.page.goto(url)
    expect(await press(nobody)).toBe(401)
    await status(nobody, /sign in/i)
    await other.page.goto(url)
    expect(await press(other)).toBe(403)
    await status(other, /another address/)
    expect((await other.call('GET', '/orgs')).body).toEqual([])

    await invited.page.goto(application.origin)
    await invited.page.setContent(`<a href="${url}">See the invitation</a>`)
    await invited.page.getByRole('link').click()
    await invited.page.getByRole('button', { name: 'Accept' }).waitFor()
    expect((await invited.call('GET', '/orgs')).body).toEqual([])
    await press(invited)
    await status(invited, /member now/)
    expect((await invited.call('GET', '/orgs')).body).toMatchObject([{ id, name: 'Acme', role: 'member' }])
    expect(invited.complaints).toEqual([])
  })

  it('sets cookies that only this host reads, over https, and no script', async () => {
    const visitor = await newVisitor()
    const email = 'cookies@example.com'
    await visitor.call('POST', '/password/register', { email, password })
    const code = await turnOnSecondFactor(visitor)
    await visitor.call('DELETE', '/session')
    await visitor.call('POST', '/password/login', { email, password })
    const owed = await visitor.context.cookies()
    await visitor.call('POST', '/totp/login', { code, trust_device: true })
    const signedIn = await visitor.context.cookies()

    const attributes = { httpOnly: true, secure: true, sameSite: 'Lax', path: '/', domain: '127.0.0.1' }
    for (const cookie of [...owed, ...signedIn]) expect(cookie).toMatchObject(attributes)
    expect(new Set([...owed, ...signedIn].map(({ name }) => name))).toEqual(
      new Set(['session', 'challenge', 'known_device', 'trusted_device'].map(name => `__Host-pylon_${name}`)),
    )
    expect(await visitor.page.evaluate('document.cookie')).toBe('')
  })

  it('proves an address by a code, too', async () => {
    const visitor = await newVisitor()
    const email = 'code@example.com'
    expect((await visitor.call('POST', '/magic/send', { email })).body).toEqual({ sent: true, email })
    const answer = await visitor.call('POST', '/magic/verify', { email, code: await mails.find(email, sixDigits) })
    expect(answer.status).toBe(200)
    expect((await visitor.call('GET', '/session')).body.user).toMatchObject({ email, email_verified: true })
  })
})
