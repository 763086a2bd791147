import { ConfigError } from '@pylon/core'
import type { CorsOptions } from './cors.ts'
import { canonicalOrigin, originPattern } from './origins.ts'

/** Throws `ConfigError` with every problem there is. */
export function checkOptions(options: Required<CorsOptions>): void {
  const { allowedOrigins, allowedMethods, allowedHeaders, exposedHeaders, maxAgeSecs } = options
  const problems = [
    ...(typeof allowedOrigins === 'function' ? [] : originProblems(allowedOrigins, options)),
    ...listProblems('allowedMethods', allowedMethods, isMethod, 'a method that scripts may use'),
    ...listProblems('allowedHeaders', allowedHeaders, isHeaderName, 'the name of a header'),
    ...listProblems('exposedHeaders', exposedHeaders, isHeaderName, 'the name of a header'),
  ]
  if (!Number.isInteger(maxAgeSecs) || maxAgeSecs < 0) problems.push('maxAgeSecs: expected a whole number from 0')
  if (problems.length > 0) throw new ConfigError(problems)
}

function originProblems(origins: readonly string[], options: Required<CorsOptions>): readonly string[] {
  if (!origins.includes('*')) return listProblems('allowedOrigins', origins, isOrigin, originHint)
  const others = origins.filter(origin => origin !== '*')
  const problems = [...listProblems('allowedOrigins', others, isOrigin, originHint)]
  if (options.allowCredentials) problems.push('allowedOrigins: * lets every site act for your users; name the origins')
  if (!options.allowAnyOrigin) problems.push('allowedOrigins: * is for development alone; name the origins')
  return problems
}

const originHint = 'an origin such as https://app.example.com, or https://*.example.com'

function listProblems(
  name: string,
  list: readonly string[],
  isFit: (text: string) => boolean,
  hint: string,
): readonly string[] {
  if (!Array.isArray(list)) return [`${name}: expected a list`]
  return list
    .filter(entry => typeof entry !== 'string' || !isFit(entry))
    .map(entry => `${name}: expected ${hint}, found ${JSON.stringify(entry)}`)
}

const isOrigin = (text: string): boolean => canonicalOrigin(text) !== null || originPattern(text) !== null

const token = /^[\w!#$%&'+\-.^`|~]+$/ // RFC 9110 §5.6.2 without the star: name what scripts may use

const isMethod = (text: string): boolean => token.test(text) && !/^(connect|trace|track)$/i.test(text)

const isHeaderName = (text: string): boolean => token.test(text)
