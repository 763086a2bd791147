import {
  ConfigError,
  createApp,
  createAuthCookies,
  createSessions,
  createSignIn,
  jsonReply,
  type Route,
  sessionFlow,
} from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CsrfOptions, csrf } from './csrf.ts'

const origin = 'https://app.example.com'
const secret = 'a secret of at least thirty-two characters'
const cookies = createAuthCookies()
const sessionName = '__Host-pylon_session'
const csrfName = '__Host-pylon_csrf'

const stores = memoryStores()
const sessions = createSessions({ store: stores.sessions, cookie: cookies.session })

function makePlugin(options: Partial<CsrfOptions> = {}) {
  return csrf({
    ...{ expectedOrigin: origin, cookieNames: [cookies.session.name, cookies.challenge.name] },
    ...{ mode: 'double_submit', secret, exemptPaths: ['/hook'], ...options },
  })
}

function makeApp(plugin = makePlugin()) {
  const route = (path: string, more: Partial<Route> = {}): Route => ({
    ...{ method: 'POST', path, auth: 'anyone', handle: async () => jsonReply(200, {}) },
    ...more,
  })
  const page: Route['handle'] = async ctx => jsonReply(200, { token: plugin.token(ctx), again: plugin.token(ctx) })
  const form: Route['handle'] = async ctx => jsonReply(200, { name: (await ctx.form()).get('name') })
  return createApp({
    flows: [sessionFlow({ stores, sessions, signIn: createSignIn({ stores, sessions }) })],
    routes: [
      ...[route('/change'), route('/hook'), route('/callback', { isBoundByState: true })],
      ...[route('/login', { isSignIn: true }), route('/form', { acceptsForm: true, handle: form })],
      ...[route('/page', { method: 'GET', handle: page }), route('/mine', { auth: 'user' })],
    ],
    authenticators: [sessions.authenticator],
    plugins: [plugin],
  })
}

/** A browser: keeps cookies, and says that its requests come from a page of ours. */
class Browser {
  readonly jar = new Map<string, string>()
  /** `Set-Cookie` of the last answer. */
  set: readonly string[] = []
  readonly app: ReturnType<typeof makeApp>

  constructor(app = makeApp()) {
    this.app = app
  }

  /** Answers the code of a refusal, else the status. */
  async send(path: string, headers: Record<string, string> = {}, init: RequestInit = {}): Promise<string> {
    const response = await this.#fetch(path, headers, init)
    const body = (await response.json()) as { error?: { code: string } }
    return body.error?.code ?? String(response.status)
  }

  async read<Body>(path: string): Promise<Body> {
    return (await this.#fetch(path, {}, { method: 'GET' })).json() as Promise<Body>
  }

  /** As a script of the page does it. */
  change(path = '/change'): Promise<string> {
    return this.send(path, { 'X-CSRF-Token': this.token })
  }

  get token(): string {
    return this.jar.get(csrfName) ?? ''
  }

  async #fetch(path: string, headers: Record<string, string>, init: RequestInit): Promise<Response> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const all = { 'Sec-Fetch-Site': 'same-origin', ...(cookie === '' ? {} : { Cookie: cookie }), ...headers }
    const response = await this.app.fetch(new Request(origin + path, { method: 'POST', headers: all, ...init }))
    this.set = response.headers.getSetCookie()
    for (const text of this.set) this.#keep(text)
    return response
  }

  #keep(text: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
    if (text.includes('Max-Age=0;')) this.jar.delete(name)
    else this.jar.set(name, value)
  }
}

async function signedIn(app = makeApp()): Promise<Browser> {
  const browser = new Browser(app)
  expect(await browser.send('/api/auth/guest')).toBe('201')
  return browser
}

describe('the cookie', () => {
  it('comes with a new session, for scripts of the host that gave it', async () => {
    const browser = await signedIn()
    const text = browser.set.find(each => each.startsWith(`${csrfName}=`))
    expect(text).toMatch(/=[\w-]{22}\.[0-9a-f]{8}\.[\w-]{43}; Max-Age=34560000; Path=\/; Secure; SameSite=Lax$/)
    expect(browser.token).not.toContain(browser.jar.get(sessionName)?.slice(6, 20))
    expect(await browser.change()).toBe('200')
  })

  it('is made as the session cookie is', async () => {
    const sessionCookie = { name: 'acme', domain: 'example.com', sameSite: 'strict' } as const
    const browser = new Browser(makeApp(makePlugin({ sessionCookie })))
    browser.jar.set('acme', 'x')
    await browser.read('/page')
    expect(browser.set).toEqual([
      expect.stringMatching(/^pylon_csrf=.*; Path=\/; Domain=example.com; Secure; SameSite=Strict$/),
    ])
  })

  it('comes on any answer to a session without one, refusals among them, and then no more', async () => {
    for (const ask of [
      (browser: Browser) => browser.read('/page'),
      (browser: Browser) => browser.read('/nowhere'),
      (browser: Browser) => browser.send('/change'),
      (browser: Browser) => browser.send('/hook'),
    ]) {
      const browser = await signedIn()
      browser.jar.delete(csrfName)
      await ask(browser)
      expect(browser.set).toHaveLength(1)
      expect(await browser.change()).toBe('200')
      expect(browser.set).toEqual([])
    }
  })

  it('does not come to who has no session', async () => {
    const browser = new Browser()
    await browser.read('/page')
    browser.jar.set(sessionName, '')
    await browser.read('/page')
    expect(browser.set).toEqual([])
  })

  it('is another one after a refresh, bound to the new session token', async () => {
    const browser = await signedIn()
    const before = browser.token
    expect(await browser.change('/api/auth/refresh')).toBe('200')
    expect(browser.token).not.toBe(before)
    expect(await browser.change()).toBe('200')
    expect(await browser.send('/change', { 'X-CSRF-Token': before })).toBe('CSRF_REJECTED')
  })

  it('goes with the session', async () => {
    const browser = await signedIn()
    const headers = { 'X-CSRF-Token': browser.token }
    expect(await browser.send('/api/auth/session', headers, { method: 'DELETE' })).toBe('200')
    expect([...browser.jar.keys()]).toEqual([])
  })
})

describe('a request with a session cookie', () => {
  let browser: Browser
  let other: Browser
  beforeAll(async () => {
    const app = makeApp()
    ;[browser, other] = [await signedIn(app), await signedIn(app)]
  })

  it('without the token is refused, though it comes from our own page', async () => {
    expect(await browser.send('/change')).toBe('CSRF_REJECTED')
    expect(await browser.send('/login')).toBe('CSRF_REJECTED')
    expect(await browser.send('/form', { 'Content-Type': 'application/json' }, { body: '{}' })).toBe('CSRF_REJECTED')
  })

  it('with the token is refused from elsewhere', async () => {
    const headers = { 'X-CSRF-Token': browser.token, 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }
    expect(await browser.send('/change', headers)).toBe('CSRF_REJECTED')
  })

  it('needs none to read, to an exempt path, with a bearer, or where a state of its own binds it', async () => {
    expect(await browser.send('/page', {}, { method: 'GET' })).toBe('200')
    expect(await browser.send('/hook')).toBe('200')
    expect(await browser.send('/callback')).toBe('200')
    expect(await browser.send('/change', { Authorization: 'Bearer x' })).toBe('200')
  })

  const spoilt: Record<string, (token: string, theirs: string) => string> = {
    'of another session': (_token, theirs) => theirs,
    'with the signature of another': (token, theirs) => token.slice(0, 22) + theirs.slice(22),
    'without its signature': token => token.slice(0, 22),
    'without its last character': token => token.slice(0, -1),
    'with one more': token => `${token}A`,
    'with another last character': token => token.slice(0, -1) + (token.endsWith('A') ? 'E' : 'A'),
    'under a key that is not there': token => token.replace(/\.[0-9a-f]{8}\./, '.00000000.'),
    'that is empty': () => '',
    'of 16,000 characters': () => 'A'.repeat(16_000),
    'that is no text': () => '[object Object]',
  }

  it.each(Object.entries(spoilt))('refuses a token %s, in the cookie and in the header alike', async (_what, spoil) => {
    const token = spoil(browser.token, other.token)
    const Cookie = `${sessionName}=${browser.jar.get(sessionName)}; ${csrfName}=${token}`
    expect(await browser.send('/change', { Cookie, 'X-CSRF-Token': token })).toBe('CSRF_REJECTED')
    expect(await browser.send('/change', { 'X-CSRF-Token': token })).toBe('CSRF_REJECTED')
  })

  it('refuses two tokens of the same session that are not the same', async () => {
    const first = browser.token
    browser.jar.delete(csrfName)
    await browser.read('/page')
    expect(browser.token).not.toBe(first)
    expect(await browser.send('/change', { 'X-CSRF-Token': first })).toBe('CSRF_REJECTED')
    expect(await browser.change()).toBe('200')

    const mixed = first.slice(0, 22) + browser.token.slice(22)
    const Cookie = `${sessionName}=${browser.jar.get(sessionName)}; ${csrfName}=${mixed}`
    expect(await browser.send('/change', { Cookie, 'X-CSRF-Token': mixed })).toBe('CSRF_REJECTED')
    browser.jar.set(csrfName, first)
  })

  it('refuses doubled cookies and doubled headers', async () => {
    const [session, token] = [browser.jar.get(sessionName), browser.token]
    const good = `${sessionName}=${session}; ${csrfName}=${token}`
    const headers = { 'X-CSRF-Token': token }
    expect(await browser.send('/change', { ...headers, Cookie: good })).toBe('200')
    for (const Cookie of [`${good}; ${csrfName}=${other.token}`, `${good}; ${sessionName}=x`]) {
      expect(await browser.send('/change', { ...headers, Cookie })).toBe('CSRF_REJECTED')
    }
    expect(await browser.send('/change', { 'X-CSRF-Token': `${token}, ${token}` })).toBe('CSRF_REJECTED')
  })
})

describe('a form', () => {
  const fields = (body: string, type = 'application/x-www-form-urlencoded; charset=utf-8') =>
    [{ 'Content-Type': type }, { body }] as const

  it('returns the token of its page in a field', async () => {
    const browser = await signedIn()
    expect(await browser.send('/form', ...fields(`name=a&_csrf=${browser.token}`))).toBe('200')
    expect(await browser.send('/form', ...fields('name=a'))).toBe('CSRF_REJECTED')
    expect(await browser.send('/form', ...fields('name=a&_csrf=x'))).toBe('CSRF_REJECTED')
    const twice = `_csrf=${browser.token}&_csrf=${browser.token}`
    expect(await browser.send('/form', ...fields(twice))).toBe('CSRF_REJECTED')
    expect(await browser.send('/change', ...fields(`_csrf=${browser.token}`))).toBe('CSRF_REJECTED')
    const text = fields(`_csrf=${browser.token}`, 'text/plain')
    expect(await browser.send('/form', ...text)).toBe('CSRF_REJECTED')
  })

  it('is told its token by the plugin: the one of the cookie, or the one that comes with the page', async () => {
    const browser = await signedIn()
    expect(await browser.read('/page')).toEqual({ token: browser.token, again: browser.token })
    browser.jar.delete(csrfName)
    const { token, again } = await browser.read<{ token: string; again: string }>('/page')
    expect([token, again]).toEqual([browser.token, browser.token])
    expect(await browser.send('/form', ...fields(`_csrf=${token}`))).toBe('200')
    expect(await new Browser().read('/page')).toEqual({ token: null, again: null })
  })
})

it('asks who has no session for no token, only whence they come', async () => {
  const browser = new Browser()
  expect(await browser.send('/login')).toBe('200')
  expect(await browser.send('/login', { 'Sec-Fetch-Site': 'cross-site' })).toBe('CSRF_REJECTED')
  browser.jar.set('__Host-pylon_challenge', 'x')
  expect(await browser.send('/change')).toBe('200')
})

it('takes tokens signed with a secret before this one, and none signed with another', async () => {
  const browser = await signedIn()
  const newer = { secret: 'another secret of thirty-two characters' }
  const visit = (app: ReturnType<typeof makeApp>): Browser => {
    const moved = new Browser(app)
    for (const [name, value] of browser.jar) moved.jar.set(name, value)
    return moved
  }
  expect(await visit(makeApp(makePlugin({ ...newer, previousSecrets: [secret] }))).change()).toBe('200')
  expect(await visit(makeApp(makePlugin(newer))).change()).toBe('CSRF_REJECTED')
})

it.each<[string, Partial<CsrfOptions>]>([
  ['no secret', { secret: '' }],
  ['a short secret', { secret: 'x'.repeat(31) }],
  ['an unknown mode', { mode: 'both' as 'origin' }],
  ['a trusted origin that is null', { trustedOrigins: ['null'] }],
  ['a trusted origin whose origin is null', { mode: 'origin', trustedOrigins: ['data:,'] }],
  ['an expected origin that is none', { mode: 'origin', expectedOrigin: 'app.example.com' }],
])('stops the start with %s', (_what, options) => {
  expect(() => makePlugin(options)).toThrow(ConfigError)
})
