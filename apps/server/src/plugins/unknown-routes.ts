import type { Route } from '@pylon/core'
import type { Config } from '../config/config.ts'
import { settingsOf } from './entries.ts'
import type { WrittenRules } from './route-rules.ts'

/** Routes that plugins are told to guard and that are not there: a misspelt defence must not pass unseen. */
export function unknownRoutesIn(config: Config, routes: readonly Route[]): readonly string[] {
  const isRoute = (method: string, path: string): boolean =>
    routes.some(route => route.path === path && (route.method === method || `${route.method} ${method}` === 'GET HEAD'))

  const validated = settingsOf(config, 'validation')
    .flatMap(settings => settings.routes as readonly WrittenRules[])
    .filter(({ method, path }) => !isRoute(method, path))
    .map(({ method, path }) => `validation: there is no route ${method} ${path}; nothing is checked for it`)
  const limited = settingsOf(config, 'rate_limit')
    .flatMap(settings => (settings.route as string | undefined) ?? [])
    .filter(path => !path.endsWith('*') && !routes.some(route => coversPath(route.path, path)))
    .map(path => `rate_limit: there is no route ${path}; nothing is limited there`)
  return [...validated, ...limited]
}

/** A limit may name a route as it is written, or one path of it. */
function coversPath(pattern: string, path: string): boolean {
  const [expected, found] = [pattern.split('/'), path.split('/')]
  return expected.length === found.length && expected.every((part, at) => part === found[at] || part.startsWith(':'))
}
