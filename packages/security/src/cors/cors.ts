import { type HeaderList, type Next, type Plugin, PylonError, type Reply, type RequestContext } from '@pylon/core'
import { checkOptions } from './options.ts'
import { type AllowedOrigins, canonicalOrigin, matchesPattern, originPattern } from './origins.ts'
import { denied, type OriginHeaders, originHeaders, preflightVary, withHeaders } from './reply.ts'

export interface CorsOptions {
  /** Whose scripts may read our answers: exact origins, `https://*.example.com` for one label, or a function. */
  readonly allowedOrigins: AllowedOrigins
  /** Default GET, POST, PUT, PATCH, DELETE. */
  readonly allowedMethods?: readonly string[]
  /** What scripts may send; default Authorization, Content-Type, X-Request-Id, X-CSRF-Token, X-Device-Label. */
  readonly allowedHeaders?: readonly string[]
  /** What scripts may read; default X-Request-Id, RateLimit, RateLimit-Policy, Retry-After. */
  readonly exposedHeaders?: readonly string[]
  /** For how long browsers may remember a preflight, in seconds; default 86,400. */
  readonly maxAgeSecs?: number
  /** Whether browsers send cookies along and let scripts read what comes back; default false. */
  readonly allowCredentials?: boolean
  /** Lets `*` stand among the origins: for development alone, and never with credentials. Default false. */
  readonly allowAnyOrigin?: boolean
}

/**
 * Tells browsers which other origins may read our answers (CORS), and answers their preflights before anything further
 * in sees them. Refusing is the browser's part, but for a preflight from elsewhere: 403 `CORS_ORIGIN_DENIED`.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { createApp } from '@pylon/core'
 * import { cors } from '@pylon/security/cors'
 *
 * const app = createApp({
 *   plugins: [cors({ allowedOrigins: ['https://app.example.com'], allowCredentials: true })],
 * })
 */
export function cors({
  allowedOrigins,
  allowedMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders = ['Authorization', 'Content-Type', 'X-Request-Id', 'X-CSRF-Token', 'X-Device-Label'],
  exposedHeaders = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After'],
  maxAgeSecs = 86_400,
  allowCredentials = false,
  allowAnyOrigin = false,
}: CorsOptions): Plugin {
  const options = { allowedMethods, allowedHeaders, exposedHeaders, maxAgeSecs, allowCredentials, allowAnyOrigin }
  checkOptions({ ...options, allowedOrigins })
  const headersFor = (allowedOrigin: string): OriginHeaders => originHeaders({ ...options, allowedOrigin })
  const findHeaders = headerFinder(allowedOrigins, headersFor)

  return {
    name: 'cors',
    stage: 'cors',
    handle(ctx, next) {
      const origin = ctx.header('origin')
      const headers = origin === null ? denied : findHeaders(origin)
      return headers instanceof Promise ? headers.then(found => answer(ctx, found, next)) : answer(ctx, headers, next)
    },
  }
}

function answer(ctx: RequestContext, headers: OriginHeaders, next: Next): Promise<Reply> {
  if (!isPreflight(ctx)) return next().then(reply => withHeaders(reply, headers.plain))
  if (headers === denied) throw corsOriginDenied()
  return Promise.resolve({ status: 204, headers: headers.preflight, body: null })
}

type HeaderFinder = (origin: string) => OriginHeaders | Promise<OriginHeaders>

/** What is written out in the configuration is prepared once; nothing is kept of what requests name. */
function headerFinder(allowed: AllowedOrigins, headersFor: (allowedOrigin: string) => OriginHeaders): HeaderFinder {
  if (typeof allowed === 'function') {
    return async origin => {
      // the function sees nothing that could not be an origin, `null` least of all
      return canonicalOrigin(origin) === origin && (await allowed(origin)) === true ? headersFor(origin) : denied
    }
  }
  const prepared = new Map<string, OriginHeaders>()
  for (const text of allowed) {
    const origin = canonicalOrigin(text)
    if (origin !== null) prepared.set(origin, headersFor(origin))
  }
  const patterns = allowed.map(originPattern).filter(pattern => pattern !== null)
  const any = allowed.includes('*') ? headersFor('*') : denied

  return origin => {
    const exact = prepared.get(origin)
    if (exact !== undefined) return exact
    if (patterns.some(pattern => matchesPattern(pattern, origin))) return headersFor(origin)
    return origin === 'null' ? denied : any
  }
}

/** Fetch §4.8: any other `OPTIONS` is a request like all. */
const isPreflight = (ctx: RequestContext): boolean =>
  ctx.method === 'OPTIONS' && ctx.header('origin') !== null && ctx.header('access-control-request-method') !== null

const denialHeaders: HeaderList = [preflightVary]

const corsOriginDenied = (): PylonError =>
  new PylonError('CORS_ORIGIN_DENIED', 403, 'Scripts of this origin may not call this server', {
    headers: denialHeaders,
  })
