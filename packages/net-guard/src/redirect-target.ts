import { NetGuardError } from './net-guard-error.ts'

/** Where an answer sends the client; null when it does not. Throws `NetGuardError` for a place that does not parse. */
export function redirectTarget(status: number, location: string | null, from: URL): URL | null {
  if (location === null || !redirectStatuses.has(status)) return null
  const target = URL.parse(location, from.href)
  if (target === null) throw new NetGuardError(from.hostname, 'url')
  if (target.hash === '') target.hash = from.hash
  return target
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
