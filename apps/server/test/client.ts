/** What a server answered. */
export interface Answer {
  readonly status: number
  readonly code: string | null
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect to be there
  readonly body: any
}

export interface CallOptions {
  readonly body?: unknown
  readonly bearer?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>

/** Calls routes below `/api/auth` of a server, as any HTTP client would. */
export function clientOf(url: string): Call {
  return async (method, path, { body, bearer, headers } = {}) => {
    const response = await fetch(`${url}/api/auth${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer = text === '' ? null : JSON.parse(text)
    return { status: response.status, code: answer?.error?.code ?? null, headers: response.headers, body: answer }
  }
}
