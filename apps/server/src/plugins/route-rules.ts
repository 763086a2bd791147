import type { RouteRules } from '@pylon/security/validation'
import { compileJsonSchema } from './json-schema.ts'

/** What the requests to one route must look like, as it stands in a manifest. */
export interface WrittenRules {
  readonly method: string
  readonly path: string
  readonly body?: object | boolean
  readonly query?: object | boolean
  readonly params?: object | boolean
  readonly url_allowlist?: Readonly<Record<string, readonly string[]>>
}

/** Compiles the JSON Schemas of a route. Throws `ConfigError`. */
export function toRules({ method, path, body, query, params, url_allowlist = {} }: WrittenRules): RouteRules {
  const at = `${method} ${path}`
  return {
    method,
    path,
    body: compileJsonSchema(`${at}: body`, body),
    query: compileJsonSchema(`${at}: query`, query, { coerceTexts: true }),
    params: compileJsonSchema(`${at}: params`, params, { coerceTexts: true }),
    urlAllowlist: url_allowlist,
  }
}
