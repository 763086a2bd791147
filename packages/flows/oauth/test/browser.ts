import type { App } from '@pylon/core'

export interface BrowserAnswer {
  readonly status: number
  /** `200`, or `403 OAUTH_INVALID_STATE`. */
  readonly outcome: string
  readonly location: URL | null
  readonly setCookies: readonly string[]
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect to be there
  readonly body: any
}

export interface BrowserRequest {
  readonly method?: string
  readonly body?: unknown
  readonly form?: Record<string, string>
  readonly bearer?: string
  readonly headers?: Record<string, string>
}

/** Keeps cookies as a browser does, and follows nothing by itself. */
export interface Browser {
  readonly cookies: Map<string, string>
  call(path: string, request?: BrowserRequest): Promise<BrowserAnswer>
}

export function openBrowser(app: App, ip = '203.0.113.9'): Browser {
  const cookies = new Map<string, string>()

  async function call(path: string, request: BrowserRequest = {}): Promise<BrowserAnswer> {
    const { body, form, bearer, headers } = request
    const method = request.method ?? (body === undefined && form === undefined ? 'GET' : 'POST')
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await app.fetch(
      new Request(new URL(path, 'https://app.example.com/api/auth/'), {
        method,
        headers: {
          ...(cookie === '' ? {} : { Cookie: cookie }),
          ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      }),
      { ip },
    )
    for (const each of response.headers.getSetCookie()) keep(each)
    return answerOf(response, await response.text())
  }

  function keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split('; ')
    const [name = '', value = ''] = pair.split('=')
    if (attributes.includes('Max-Age=0')) cookies.delete(name)
    else cookies.set(name, value)
  }

  return { cookies, call }
}

function answerOf(response: Response, text: string): BrowserAnswer {
  const body = text === '' ? null : JSON.parse(text)
  const location = response.headers.get('location')
  return {
    status: response.status,
    outcome: `${response.status}${body?.error ? ` ${body.error.code}` : ''}`,
    location: location === null ? null : new URL(location),
    setCookies: response.headers.getSetCookie(),
    body,
  }
}
