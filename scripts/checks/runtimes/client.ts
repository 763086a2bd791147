export type Call = (request: Request) => Promise<Response>

export interface Answer {
  readonly status: number
  readonly cookies: string
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
  /** Of an error. */
  readonly code: unknown
}

export type Send = (method: string, path: string, more?: { bearer?: unknown; body?: string }) => Promise<Answer>

/** Speaks to the routes of an app, through a network or without one. */
export function createClient(origin: string, call: Call): Send {
  return async (method, path, { bearer, body } = {}) => {
    const headers = new Headers()
    if (bearer !== undefined) headers.set('Authorization', `Bearer ${bearer}`)
    if (body !== undefined) headers.set('Content-Type', 'application/json')
    const response = await call(new Request(`${origin}/api/auth${path}`, { method, headers, body: body ?? null }))
    const text = await response.text()
    const parsed = text === '' ? {} : JSON.parse(text)
    return {
      status: response.status,
      cookies: response.headers.getSetCookie().join('\n'),
      text,
      body: parsed,
      code: parsed.error?.code,
    }
  }
}
