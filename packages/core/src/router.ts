import { ConfigError } from './errors.ts'
import type { Route } from './route.ts'

export interface RouteMatch {
  readonly route: Route | null
  readonly params: Readonly<Record<string, string>>
  /** The methods of that path, for `Allow`; null when there is no such path. */
  readonly allow: string | null
}

/**
 * Finds the route of a method and path. Paths are compared as received: `//`, `/.`, case, `;` and percent-encoding
 * never match, so that no rule keyed on a route can be stepped around. Only a parameter's segment is decoded.
 *
 * Throws `ConfigError` when two routes share a method and path.
 */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => RouteMatch {
  const exact = new Map<string, PathEntry>()
  const patterns = new Map<string, PathEntry>()
  for (const route of routes) {
    addRoute(route.path.includes('/:') ? patterns : exact, route)
  }
  const patternEntries = [...patterns.values()]

  return (method, path) => {
    const entry = exact.get(path)
    if (entry !== undefined) return entry.matches.get(method) ?? entry.otherMethod
    for (const pattern of patternEntries) {
      const params = paramsOf(pattern.segments, path)
      if (params !== null) return { ...(pattern.matches.get(method) ?? pattern.otherMethod), params }
    }
    return noMatch
  }
}

interface PathEntry {
  readonly segments: readonly string[]
  readonly matches: Map<string, RouteMatch>
  otherMethod: RouteMatch
}

const noParams = Object.freeze({})
const noMatch: RouteMatch = { route: null, params: noParams, allow: null }

function addRoute(entries: Map<string, PathEntry>, route: Route): void {
  const entry = entries.get(route.path) ?? { segments: route.path.split('/'), matches: new Map(), otherMethod: noMatch }
  if (entry.matches.get(route.method)?.route?.method === route.method) {
    throw new ConfigError([`two routes answer ${route.method} ${route.path}`])
  }
  const match = { route, params: noParams, allow: null }
  entry.matches.set(route.method, match)
  if (route.method === 'GET') entry.matches.set('HEAD', match)
  entry.otherMethod = { route: null, params: noParams, allow: [...entry.matches.keys(), 'OPTIONS'].join(', ') }
  entries.set(route.path, entry)
}

function paramsOf(segments: readonly string[], path: string): Record<string, string> | null {
  const parts = path.split('/', segments.length + 1)
  if (parts.length !== segments.length) return null
  const params: Record<string, string> = {}
  for (const [at, segment] of segments.entries()) {
    const part = parts[at] ?? ''
    if (!segment.startsWith(':')) {
      if (part !== segment) return null
      continue
    }
    const value = decodeSegment(part)
    if (value === null) return null
    params[segment.slice(1)] = value
  }
  return params
}

/** Null for what is no single segment once it is decoded. */
function decodeSegment(part: string): string | null {
  try {
    const value = decodeURIComponent(part)
    return value === '' || value === '.' || value === '..' || /[/\\;\p{Cc}]/u.test(value) ? null : value
  } catch {
    return null // malformed percent-encoding names nothing
  }
}
