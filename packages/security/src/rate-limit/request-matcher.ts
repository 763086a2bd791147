import type { RequestContext } from '@pylon/core'

/** Tells whether a request counts; preflights never do. */
export function createMatcher(
  route: string | null,
  methods: readonly string[] | null,
): (ctx: RequestContext) => boolean {
  const isOnRoute = routeMatcher(route)
  const counted = methods === null ? null : new Set(methods.map(countedAs))

  return ctx => {
    if (counted !== null && !counted.has(countedAs(ctx.method))) return false
    if (!isOnRoute(ctx.path) && (ctx.route === null || !isOnRoute(ctx.route.path))) return false
    return !isPreflight(ctx)
  }
}

function routeMatcher(route: string | null): (path: string) => boolean {
  if (route === null) return () => true
  if (!route.endsWith('*')) return path => path === route
  const prefix = route.slice(0, -1)
  return path => path.startsWith(prefix)
}

const countedAs = (method: string): string => (method === 'HEAD' ? 'GET' : method)

const isPreflight = (ctx: RequestContext): boolean =>
  ctx.method === 'OPTIONS' && ctx.header('access-control-request-method') !== null
