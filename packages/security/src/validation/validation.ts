import { ConfigError, type FieldProblem, invalidRequest, type Plugin, type RequestContext } from '@pylon/core'
import { ruleProblems } from './check-rules.ts'
import { bodyOf, queryOf, valuesAt } from './request-parts.ts'
import { maxProblems, problemsOf, type StandardSchema } from './standard-schema.ts'
import { isAllowedUrl, parseUrlPrefix, type UrlPrefix } from './url-allowlist.ts'

/** What the requests to one route must look like. */
export interface RouteRules {
  /** In any case; the rules for `GET` hold for `HEAD` too. */
  readonly method: string
  /** The route's whole path as it is written there, base path and parameters included: `/api/auth/sessions/:id`. */
  readonly path: string
  /** Of a JSON object, or of a form's fields where the route takes one; of `{}` when there is no body. */
  readonly body?: StandardSchema | undefined
  /** Of an object of strings; a parameter that stands there more than once is a list of them. */
  readonly query?: StandardSchema | undefined
  /** Of the strings in the path, decoded. */
  readonly params?: StandardSchema | undefined
  /**
   * Where the URLs in some fields may lead: `{ 'webhook.url': ['https://example.com/hooks'] }`. A field is a dotted path into
   * the body, or `query.` and the name of a parameter. One that is absent or null is fine.
   */
  readonly urlAllowlist?: Readonly<Record<string, readonly string[]>> | undefined
}

export interface ValidationOptions {
  readonly routes: readonly RouteRules[]
}

/**
 * Refuses requests that are not as a route wants them with 400 `INVALID_REQUEST` and the fields that are wrong. It judges and
 * changes nothing: the route reads what was sent, not what a schema made of it. A schema that throws is answered with 500.
 *
 * Throws `ConfigError` for rules that can never be right. A path that no route has is not noticed: the app knows its routes,
 * the plugin does not.
 *
 * @example
 * import { createApp } from '@pylon/core'
 * import { validation } from '@pylon/security/validation'
 *
 * const hooks = { method: 'POST', path: '/hooks', urlAllowlist: { url: ['https://example.com/hooks'] } }
 * const app = createApp({ plugins: [validation({ routes: [hooks] })] })
 */
export function validation({ routes }: ValidationOptions): Plugin {
  const problems = ruleProblems(routes)
  if (problems.length > 0) throw new ConfigError(problems)
  const checks = new Map<string, Map<string, readonly Check[]>>()
  for (const rules of routes) {
    const byMethod = checks.get(rules.path) ?? new Map<string, readonly Check[]>()
    const method = rules.method.toUpperCase()
    checks.set(rules.path, byMethod.set(method, [...(byMethod.get(method) ?? []), ...checksOf(rules)]))
  }

  return {
    name: 'validation',
    stage: 'validation',
    handle(ctx, next) {
      const due = ctx.route === null ? undefined : checks.get(ctx.route.path)?.get(ctx.route.method)
      return due === undefined ? next() : passing(due, ctx).then(next)
    },
  }
}

async function passing(checks: readonly Check[], ctx: RequestContext): Promise<void> {
  const found: FieldProblem[] = []
  for (const check of checks) found.push(...(await check(ctx)))
  if (found.length > 0) throw invalidRequest(found.slice(0, maxProblems))
}

type Check = (ctx: RequestContext) => Promise<readonly FieldProblem[]>

function checksOf({ params, query, body, urlAllowlist = {} }: RouteRules): Check[] {
  return [
    ...(params === undefined ? [] : [async (ctx: RequestContext) => problemsOf(params, { ...ctx.params }, 'params')]),
    ...(query === undefined ? [] : [async (ctx: RequestContext) => problemsOf(query, queryOf(ctx), 'query')]),
    ...(body === undefined ? [] : [async (ctx: RequestContext) => problemsOf(body, await bodyOf(ctx), 'body')]),
    ...Object.entries(urlAllowlist).map(([field, urls]) => urlCheck(field, urls)),
  ]
}

function urlCheck(field: string, urls: readonly string[]): Check {
  const prefixes = urls.map(parseUrlPrefix).filter(prefix => prefix !== null)
  const isOfQuery = field.startsWith('query.')
  const path = isOfQuery ? field.slice('query.'.length) : field

  return async ctx => {
    const values = valuesAt(isOfQuery ? queryOf(ctx) : await bodyOf(ctx), path)
    return values.every(value => isFine(value, prefixes)) ? [] : [{ path: field, message: 'leads where it may not' }]
  }
}

const isFine = (value: unknown, prefixes: readonly UrlPrefix[]): boolean =>
  value === undefined || value === null || (typeof value === 'string' && isAllowedUrl(value, prefixes))
