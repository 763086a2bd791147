import type { Authenticator } from './authenticator.ts'
import { authorize } from './authorize.ts'
import { checkBodyHeaders } from './body.ts'
import { type Clock, systemClock } from './clock.ts'
import { type AppRequest, Context, type RequestContext } from './context.ts'
import { errorReply, toPylonError } from './error-reply.ts'
import { methodNotAllowed, notFound, type PylonError } from './errors.ts'
import { answerFetch, type FetchInfo } from './fetch.ts'
import { type Plugin, sortByStage } from './plugin.ts'
import type { HeaderList, Reply } from './reply.ts'
import { requestIdFrom } from './request-id.ts'
import type { Flow, Route } from './route.ts'
import { createRouter } from './router.ts'

export interface AppOptions {
  /** Features, mounted below `basePath`. */
  readonly flows?: readonly Flow[]
  /** The application's own routes, at the paths they name. */
  readonly routes?: readonly Route[]
  /** Asked in this order for who is calling. */
  readonly authenticators?: readonly Authenticator[]
  /** Wrapped around every request in the order of their stages. */
  readonly plugins?: readonly Plugin[]
  /** Default `/api/auth`. */
  readonly basePath?: string
  /** Largest body, in bytes; default 65,536. */
  readonly maxBodyBytes?: number
  /** For how long a proof of identity opens routes of mode `fresh`, in seconds; default 900. */
  readonly freshSecs?: number
  readonly clock?: Clock
  /** Told of every refusal, for logs: `error.cause` holds what the client does not see. */
  readonly onError?: (error: PylonError, ctx: RequestContext) => void
}

export interface App {
  readonly routes: readonly Route[]
  /** Answers one request and never rejects; the adapter leaves the body of a reply to `HEAD` out. */
  handle(request: AppRequest): Promise<Reply>
  /** The door for runtimes that speak the web's `Request` and `Response`. */
  fetch(request: Request, info?: FetchInfo): Promise<Response>
}

/**
 * Puts flows, plugins and authenticators together into one app that any adapter can call.
 *
 * Throws `ConfigError` when two routes share a method and path.
 *
 * @example
 * import { createApp, createSessions, createSignIn, sessionFlow } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const stores = memoryStores()
 * const sessions = createSessions({ store: stores.sessions })
 * const signIn = createSignIn({ stores, sessions })
 * const app = createApp({
 *   authenticators: [sessions.authenticator],
 *   flows: [sessionFlow({ stores, sessions, signIn })],
 * })
 */
export function createApp({
  flows = [],
  routes = [],
  authenticators = [],
  plugins = [],
  basePath = '/api/auth',
  maxBodyBytes = 65_536,
  freshSecs = 900,
  clock = systemClock,
  onError = () => {},
}: AppOptions = {}): App {
  const mounted = flows.flatMap(flow => flow.routes.map(route => ({ ...route, path: basePath + route.path })))
  const allRoutes = [...mounted, ...routes]
  const findRoute = createRouter(allRoutes)
  const pipeline = sortByStage(plugins).reduceRight<Layer>(
    (inner, plugin) => wrapped(plugin, inner),
    ctx => answer(ctx).catch(thrown => refuse(thrown, ctx)),
  )

  async function answer(ctx: Context): Promise<Reply> {
    const { route, allow } = ctx.match
    if (route === null) return answerWithoutRoute(ctx.method, allow)
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') checkBodyHeaders(ctx.request, maxBodyBytes, route.acceptsForm)
    if (route.auth !== 'anyone') await authorize(route.auth, ctx, clock(), freshSecs)
    return route.handle(ctx)
  }

  /**
   * A throw becomes the error envelope inside each layer, so that the layers around it still decorate the reply. What a
   * plugin hands on untouched has gone through this already.
   */
  function wrapped(plugin: Plugin, inner: Layer): Layer {
    return ctx => {
      let handedOn: unknown
      const next = (): Promise<Reply> => {
        const reply = inner(ctx)
        handedOn = reply
        return reply
      }
      try {
        const reply = plugin.handle(ctx, next)
        return reply === handedOn ? reply : reply.catch(thrown => refuse(thrown, ctx))
      } catch (thrown) {
        return Promise.resolve(refuse(thrown, ctx))
      }
    }
  }

  function refuse(thrown: unknown, ctx: Context): Reply {
    const error = toPylonError(thrown)
    onError(error, ctx)
    return errorReply(error)
  }

  async function handle(request: AppRequest): Promise<Reply> {
    const requestId = requestIdFrom(request.header('x-request-id'))
    const ctx = new Context(request, requestId, findRoute, authenticators, maxBodyBytes)
    const { status, headers, body } = await pipeline(ctx)
    return { status, headers: [...headers, noStore, ['X-Request-Id', requestId]], body }
  }

  return { routes: allRoutes, handle, fetch: (request, info) => answerFetch(handle, request, info) }
}

type Layer = (ctx: Context) => Promise<Reply>

const noStore: HeaderList[number] = ['Cache-Control', 'no-store']

function answerWithoutRoute(method: string, allow: string | null): Reply {
  if (allow === null) throw notFound()
  if (method !== 'OPTIONS') throw methodNotAllowed(allow)
  return { status: 204, headers: [['Allow', allow]], body: null }
}
