import { type AuthContext, anonymous } from './auth-context.ts'
import type { Authenticator } from './authenticator.ts'
import { readForm, readJson } from './body.ts'
import { parseCookie } from './cookie.ts'
import type { JsonObject } from './json.ts'
import type { Route } from './route.ts'
import type { RouteMatch } from './router.ts'

/** What an adapter hands to the app: a view on the foreign request. */
export interface AppRequest {
  readonly method: string
  /** Path and query as received. */
  readonly target: string
  /** The client's address, after trusted proxies. */
  readonly ip: string
  /** The address at the other end of the socket. */
  readonly socketIp: string
  readonly hasBody: boolean
  /** Takes the name in lower case; of several the first, cookies joined. */
  header(name: string): string | null
  body(): AsyncIterable<Uint8Array>
}

/** One request on its way through plugins and handler. */
export interface RequestContext {
  readonly method: string
  /** Without the query, as received: routes match it whole. */
  readonly path: string
  readonly query: URLSearchParams
  /** The client's address, after trusted proxies; nothing else reads `X-Forwarded-For`. */
  readonly ip: string
  /** The address at the other end of the socket, whatever a proxy says. */
  readonly socketIp: string
  /** Echoed in `X-Request-Id`, and in every log line. */
  readonly requestId: string
  /** Matched before plugins, so that limits key on the pattern. */
  readonly route: Route | null
  readonly params: Readonly<Record<string, string>>
  /** Takes the name in lower case. */
  header(name: string): string | null
  /** Null when absent, or present with two different values. */
  cookie(name: string): string | null
  readonly hasBody: boolean
  /** The body; throws `INVALID_JSON`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`. */
  json(): Promise<JsonObject>
  /** The fields of a form, on a route that accepts one; throws like `json`. */
  form(): Promise<URLSearchParams>
  /** Asks the authenticators on the first call and remembers what they said. */
  auth(): Promise<AuthContext>
}

export class Context implements RequestContext {
  readonly method: string
  readonly path: string
  readonly requestId: string
  readonly match: RouteMatch
  readonly request: AppRequest
  readonly #queryAt: number
  readonly #authenticators: readonly Authenticator[]
  readonly #maxBodyBytes: number
  #auth: Promise<AuthContext> | null = null
  #json: Promise<JsonObject> | null = null
  #form: Promise<URLSearchParams> | null = null
  #query: URLSearchParams | null = null
  #ip: string | null = null
  #cookieName = ''
  #cookieValue: string | null = null

  constructor(
    request: AppRequest,
    requestId: string,
    findRoute: (method: string, path: string) => RouteMatch,
    authenticators: readonly Authenticator[],
    maxBodyBytes: number,
  ) {
    const queryAt = request.target.indexOf('?')
    this.request = request
    this.#queryAt = queryAt
    this.#authenticators = authenticators
    this.#maxBodyBytes = maxBodyBytes
    this.method = request.method
    this.path = queryAt === -1 ? request.target : request.target.slice(0, queryAt)
    this.requestId = requestId
    this.match = findRoute(this.method, this.path)
  }

  get ip(): string {
    this.#ip ??= this.request.ip // what proxies say is read once
    return this.#ip
  }

  get socketIp(): string {
    return this.request.socketIp
  }

  get hasBody(): boolean {
    return this.request.hasBody
  }

  get route(): Route | null {
    return this.match.route
  }

  get params(): Readonly<Record<string, string>> {
    return this.match.params
  }

  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.#queryAt === -1 ? '' : this.request.target.slice(this.#queryAt + 1))
    return this.#query
  }

  header(name: string): string | null {
    return this.request.header(name)
  }

  cookie(name: string): string | null {
    if (name === this.#cookieName) return this.#cookieValue // several plugins ask for the session's
    const header = this.request.header('cookie')
    this.#cookieName = name
    this.#cookieValue = header === null ? null : parseCookie(header, name)
    return this.#cookieValue
  }

  json(): Promise<JsonObject> {
    this.#json ??= readJson(this.request, this.#maxBodyBytes)
    return this.#json
  }

  form(): Promise<URLSearchParams> {
    this.#form ??= readForm(this.request, this.#maxBodyBytes)
    return this.#form
  }

  auth(): Promise<AuthContext> {
    this.#auth ??= this.#authenticate()
    return this.#auth
  }

  async #authenticate(): Promise<AuthContext> {
    for (const authenticator of this.#authenticators) {
      const auth = await authenticator.authenticate(this)
      if (auth !== null) return auth
    }
    return anonymous
  }
}

/** The body of a route that needs none: an empty object stands for a missing one. */
export const optionalJson = async (ctx: Pick<RequestContext, 'hasBody' | 'json'>): Promise<JsonObject> =>
  ctx.hasBody ? ctx.json() : {}
