import { ConfigError } from '@pylon/core'
import type { RateLimitScope } from './caller.ts'
import type { RateLimitHeaders } from './headers.ts'

export interface Settings {
  readonly maxRequests: number
  readonly windowSecs: number
  readonly scope: RateLimitScope
  readonly route: string | null
  readonly methods: readonly string[] | null
  readonly ipv6Prefix: number
  readonly onStoreError: 'allow' | 'deny'
  readonly form: RateLimitHeaders
  readonly name: string | undefined
}

/** Throws `ConfigError` with everything that is wrong. */
export function checkOptions(settings: Settings): void {
  const { maxRequests, windowSecs, scope, route, methods, ipv6Prefix, onStoreError, form, name } = settings
  const problems = [
    ...rangeProblems('maxRequests', maxRequests, 1, 1_000_000),
    ...rangeProblems('windowSecs', windowSecs, 1, 86_400),
    ...choiceProblems('scope', scope, ['ip', 'user', 'ip+user']),
    ...(route === null || isRoute(route)
      ? []
      : ['route: expected a path that begins with /, with a * at its end alone, or null']),
    ...(methods === null || areMethods(methods) ? [] : ['methods: expected names of methods in capitals, or null']),
    ...rangeProblems('ipv6Prefix', ipv6Prefix, 1, 128),
    ...choiceProblems('onStoreError', onStoreError, ['allow', 'deny']),
    ...choiceProblems('headers', form, ['draft-7', 'draft-8', 'legacy', 'off']),
    ...(name === undefined || isName(name)
      ? []
      : ['name: expected 1 to 128 characters of ASCII, none of them " or \\']),
  ]
  if (problems.length > 0) throw new ConfigError(problems)
}

/** Says everything by which two limits count apart, and so is another one for each. */
export function nameOf({ maxRequests, windowSecs, scope, route, methods, ipv6Prefix }: Settings): string {
  const parts = [scope, `${maxRequests}/${windowSecs}`, `/${ipv6Prefix}`, methods?.toSorted().join(','), route]
  return parts.filter(part => part !== undefined && part !== null).join(' ')
}

function rangeProblems(name: string, value: number, least: number, most: number): readonly string[] {
  if (Number.isInteger(value) && value >= least && value <= most) return []
  return [`${name}: expected a whole number from ${least} to ${most}, found ${value}`]
}

function choiceProblems(name: string, value: string, choices: readonly string[]): readonly string[] {
  return choices.includes(value) ? [] : [`${name}: expected ${choices.join(', ')}, found ${value}`]
}

const isRoute = (route: unknown): boolean => typeof route === 'string' && /^\/[!#-)+-[\]-~]{0,255}\*?$/.test(route)

const areMethods = (methods: readonly string[]): boolean =>
  Array.isArray(methods) && methods.length > 0 && methods.length <= 16 && methods.every(isMethod)

const isMethod = (method: unknown): boolean => typeof method === 'string' && /^[A-Z]{1,16}$/.test(method)

/** It stands in a header, as a string of RFC 8941 §3.3.3. */
const isName = (name: unknown): boolean => typeof name === 'string' && /^[ !#-[\]-~]{1,128}$/.test(name)
