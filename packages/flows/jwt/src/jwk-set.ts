import { type Clock, ConfigError, systemClock } from '@pylon/core'
import type { JwtAlgorithm } from './algorithm.ts'
import { fetchVerificationKeys, type JwksFetch } from './fetch-keys.ts'
import type { VerificationKey } from './jwk.ts'

export interface JwkSetOptions {
  /** Https; fetched when the first token comes, never before. */
  readonly jwksUrl: string
  /** Default the global one, as it is when it is called. */
  readonly fetch?: JwksFetch
  readonly clock?: Clock
  /** Lets `jwksUrl` be http, for development; default false. */
  readonly allowInsecureRequests?: boolean
}

export type JwkLookup =
  | { readonly kind: 'found'; readonly key: VerificationKey }
  | { readonly kind: 'unknown' | 'ambiguous' }
  | { readonly kind: 'unavailable'; readonly cause: unknown }

/** The keys of a foreign issuer. */
export interface JwkSet {
  /** The one key for an algorithm and, when the token names it, a key id; never rejects. */
  find(algorithm: JwtAlgorithm, keyId: string | null): Promise<JwkLookup>
}

/** How long keys are believed without asking again, in seconds. */
const freshSecs = 3600

/** How long keys are believed when the issuer does not answer, in seconds since it last did. */
const maxStaleSecs = 86_400

/** How far apart fetches for unknown key ids are, in seconds, and those of an issuer that fails. */
const retrySecs = 30

/**
 * Keeps the keys of an issuer: for one hour, asked for again on an unknown key id, the first time at once and then at most once in 30 s, and served
 * for up to a day while the issuer is down. At most 256 KiB and 100 keys, within 5 s, no redirects.
 *
 * Throws `ConfigError` for a URL that is not https.
 *
 * @example
 * import { createJwkSet } from '@pylon/jwt'
 *
 * const keys = createJwkSet({ jwksUrl: 'https://issuer.example.com/.well-known/jwks.json' })
 */
export function createJwkSet({
  jwksUrl,
  fetch = (url, init) => globalThis.fetch(url, init),
  clock = systemClock,
  allowInsecureRequests = false,
}: JwkSetOptions): JwkSet {
  checkUrl(jwksUrl, allowInsecureRequests)
  let keys: readonly VerificationKey[] = []
  let loadedAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let refetchedAt = Number.NEGATIVE_INFINITY
  let failure: unknown = null
  let inFlight: Promise<void> | null = null

  /** Starts a fetch unless one runs or failed just now; resolves when it has ended, well or not. */
  async function refresh(): Promise<void> {
    if (inFlight === null && failure !== null && isWithin(clock() - triedAt, retrySecs)) return
    inFlight ??= load().finally(() => {
      inFlight = null
    })
    return inFlight
  }

  /** The issuer may have new keys since, whenever that was; but a flood of made-up key ids costs it one question. */
  async function refetch(): Promise<void> {
    if (inFlight === null && isWithin(clock() - refetchedAt, retrySecs)) return
    refetchedAt = clock()
    return refresh()
  }

  async function load(): Promise<void> {
    triedAt = clock()
    try {
      keys = await fetchVerificationKeys(jwksUrl, fetch)
      loadedAt = clock()
      failure = null
    } catch (cause) {
      failure = cause
    }
  }

  /** Waits for the issuer, but not for one that failed a moment ago: its last keys serve without delay. */
  async function freshen(): Promise<void> {
    if (isWithin(clock() - loadedAt, freshSecs)) return
    const isKnownDown = failure !== null && isWithin(clock() - triedAt, 2 * retrySecs)
    const attempt = refresh()
    if (!isKnownDown || !isUsable()) await attempt
  }

  const isUsable = (): boolean => clock() - loadedAt < maxStaleSecs

  return {
    async find(algorithm, keyId) {
      const loadedBefore = loadedAt
      await freshen()
      const known = lookUp(keys, algorithm, keyId)
      if (isUsable() && (known.kind !== 'unknown' || loadedAt !== loadedBefore)) return known
      await refetch()
      return isUsable() ? lookUp(keys, algorithm, keyId) : { kind: 'unavailable', cause: failure }
    },
  }
}

/** A clock that was set back makes the past look like the future: nothing is fresh then. */
const isWithin = (age: number, secs: number): boolean => age >= 0 && age < secs

function lookUp(keys: readonly VerificationKey[], algorithm: JwtAlgorithm, keyId: string | null): JwkLookup {
  const [key, another] = keys.filter(each => each.algorithm === algorithm && (keyId === null || each.keyId === keyId))
  if (key === undefined) return { kind: 'unknown' }
  return another === undefined ? { kind: 'found', key } : { kind: 'ambiguous' }
}

function checkUrl(text: string, allowInsecureRequests: boolean): void {
  const url = URL.canParse(text) ? new URL(text) : null
  const isAllowed = url?.protocol === 'https:' || (allowInsecureRequests && url?.protocol === 'http:')
  if (!isAllowed || url?.username !== '' || url.password !== '') {
    throw new ConfigError(['jwksUrl: expected an https URL without user and password'])
  }
}
