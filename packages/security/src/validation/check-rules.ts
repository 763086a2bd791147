import { parseUrlPrefix } from './url-allowlist.ts'
import type { RouteRules } from './validation.ts'

/** Everything that can be told to be wrong without a request. */
export function ruleProblems(routes: readonly RouteRules[]): readonly string[] {
  if (!Array.isArray(routes)) return ['routes: expected a list']
  return routes.flatMap((rules: RouteRules, at) => problemsIn(rules).map(problem => `routes[${at}].${problem}`))
}

function problemsIn({ method, path, body, query, params, urlAllowlist = {} }: RouteRules): readonly string[] {
  const isMethod = typeof method === 'string' && /^(get|post|put|patch|delete)$/i.test(method)
  const fields = Object.entries(urlAllowlist)
  const isEmpty = fields.length === 0 && [body, query, params].every(schema => schema === undefined)
  return [
    ...(isMethod ? [] : [`method: expected GET, POST, PUT, PATCH or DELETE, found ${method}`]),
    ...(isMethod && /^get$/i.test(method) && body !== undefined ? ['body: GET has none'] : []),
    ...(typeof path === 'string' && path.startsWith('/')
      ? []
      : [`path: expected a path that begins with /, found ${path}`]),
    ...Object.entries({ body, query, params }).flatMap(([name, schema]) =>
      schema === undefined || isSchema(schema)
        ? []
        : [`${name}: expected a Standard Schema (zod, valibot, arktype, …)`],
    ),
    ...fields.flatMap(([field, urls]) => urlProblems(field, urls).map(problem => `urlAllowlist.${field}: ${problem}`)),
    ...(isEmpty ? ['body: expected a schema or a urlAllowlist, found nothing to check'] : []),
  ]
}

function isSchema(schema: unknown): boolean {
  const standard = (schema as Partial<Record<string, { validate?: unknown }>> | null)?.['~standard'] // narrowed right here
  return typeof standard === 'object' && standard !== null && typeof standard.validate === 'function'
}

function urlProblems(field: string, urls: readonly string[]): readonly string[] {
  if (/^$|^\.|\.\.|\.$/.test(field)) return ['expected a dotted path']
  if (!Array.isArray(urls) || urls.length === 0) return ['expected a list of URLs']
  return urls
    .filter(url => typeof url !== 'string' || parseUrlPrefix(url) === null)
    .map(url => `expected an http or https URL without query, user or wildcard, found ${url}`)
}
