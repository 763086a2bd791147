import type { Admission, Clock, HeaderList, Limit, Reply } from '@pylon/core'

/**
 * How a limit is told to the caller: by the headers `RateLimit` and `RateLimit-Policy` of one of two drafts of the IETF,
 * by `X-RateLimit-Limit`, `-Remaining` and `-Reset` (unix seconds), or not at all.
 */
export type RateLimitHeaders = 'draft-7' | 'draft-8' | 'legacy' | 'off'

export interface Policy extends Limit {
  readonly name: string
}

export interface Reporter {
  headers(admission: Admission): HeaderList
  /** The reply with these headers, unless a limit further in that is as tight has put its own there. */
  on(reply: Reply, admission: Admission): Reply
}

export function createReporter(form: RateLimitHeaders, policy: Policy, clock: Clock): Reporter {
  if (form === 'off') return { headers: () => [], on: reply => reply }
  const headers = writers[form](policy, clock)
  const family = form === 'legacy' ? legacyFamily : draftFamily

  return {
    headers,
    on(reply, admission) {
      const reported = family.remainingIn(reply.headers)
      if (reported === null) return { ...reply, headers: [...reply.headers, ...headers(admission)] }
      if (reported <= admission.remaining) return reply // on a tie the inner one: it may be the one that refused
      const others = reply.headers.filter(([name]) => !family.names.includes(name.toLowerCase()))
      return { ...reply, headers: [...others, ...headers(admission)] }
    },
  }
}

/**
 * The wait in whole seconds. A request counts for up to a slot longer than the window, and whoever counts by hand would
 * not believe more than the window; with a limit above 64 requests one may so be told a 64th of it too little.
 */
export const waitSecs = ({ resetSecs }: Admission, windowSecs: number): number =>
  Math.min(Math.max(Math.ceil(resetSecs), 1), windowSecs)

type Writer = (policy: Policy, clock: Clock) => (admission: Admission) => HeaderList

const writers: Readonly<Record<Exclude<RateLimitHeaders, 'off'>, Writer>> = {
  'draft-7': ({ maxRequests, windowSecs }) => {
    const policyHeader = ['RateLimit-Policy', `${maxRequests};w=${windowSecs}`] as const
    return admission => [
      policyHeader,
      ['RateLimit', `limit=${maxRequests}, remaining=${admission.remaining}, reset=${waitSecs(admission, windowSecs)}`],
    ]
  },
  'draft-8': ({ name, maxRequests, windowSecs }) => {
    const policyHeader = ['RateLimit-Policy', `"${name}";q=${maxRequests};w=${windowSecs}`] as const
    return admission => [
      policyHeader,
      ['RateLimit', `"${name}";r=${admission.remaining};t=${waitSecs(admission, windowSecs)}`],
    ]
  },
  legacy: ({ maxRequests, windowSecs }, clock) => {
    const limitHeader = ['X-RateLimit-Limit', String(maxRequests)] as const
    return admission => [
      limitHeader,
      ['X-RateLimit-Remaining', String(admission.remaining)],
      ['X-RateLimit-Reset', String(clock() + waitSecs(admission, windowSecs))],
    ]
  },
}

/** Headers that tell of one limit together. */
interface Family {
  /** In lower case. */
  readonly names: readonly string[]
  /** Null when none is told of; more than anything when what stands there cannot be read. */
  remainingIn(headers: HeaderList): number | null
}

const draftFamily = familyOf(['ratelimit', 'ratelimit-policy'], /(?:^limit=\d+, remaining=|";r=)(\d{1,7})/)
const legacyFamily = familyOf(['x-ratelimit-remaining', 'x-ratelimit-limit', 'x-ratelimit-reset'], /^(\d{1,7})$/)

function familyOf(names: readonly string[], remainingForm: RegExp): Family {
  const [remainingName = ''] = names
  return {
    names,
    remainingIn(headers) {
      const value = headers.find(header => isNamed(header[0], remainingName))?.[1]
      if (value === undefined) return null
      const remaining = remainingForm.exec(value)?.[1]
      return remaining === undefined ? Number.POSITIVE_INFINITY : Number(remaining)
    },
  }
}

/** Most names differ in length, and are not written anew to see it. */
const isNamed = (name: string, lowerCase: string): boolean =>
  name.length === lowerCase.length && name.toLowerCase() === lowerCase
