import type { Browser, BrowserContext, Cookie, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

/** Somebody at a browser of their own, with its cookies. */
export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** What the console, the page's scripts and its security policy complained of. */
  readonly complaints: readonly string[]
  /** Where the browser went or tried to go, in order. */
  readonly requests: readonly string[]
  readonly cookie: (name: string) => Promise<Cookie | null>
  /** Calls a route with the page's own `fetch`, as a script in that page would. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<PageAnswer>
}

export interface PageAnswer {
  readonly status: number
  readonly code: string | null
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect to be there
  readonly body: any
}

/** Opens a fresh context until the test ends; `base` is what paths of `call` stand below. */
export async function openVisitor(browser: Browser, base: string): Promise<Visitor> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  return {
    page,
    context,
    complaints: await listenForComplaints(page),
    requests: listenForRequests(page),
    cookie: async name => (await context.cookies()).find(cookie => cookie.name === name) ?? null,
    call: (method, path, body) => page.evaluate(callInPage, { url: base + path, method, body }),
  }
}

async function listenForComplaints(page: Page): Promise<readonly string[]> {
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(`error: ${error.message}`))
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`)
  })
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', event => console.error('policy: ' + event.violatedDirective))`,
  )
  return complaints
}

function listenForRequests(page: Page): readonly string[] {
  const requests: string[] = []
  page.on('request', request => requests.push(request.url()))
  return requests
}

interface PageCall {
  readonly url: string
  readonly method: string
  readonly body: unknown
}

/** Runs in the browser: may use nothing of this file. */
async function callInPage({ url, method, body }: PageCall): Promise<PageAnswer> {
  const json = body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(url, { method, ...json })
  const text = await response.text()
  const answer = text === '' ? null : JSON.parse(text)
  return { status: response.status, code: answer?.error?.code ?? null, body: answer }
}
