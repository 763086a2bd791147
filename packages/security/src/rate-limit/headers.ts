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

type Writer = (policy: Policy, clock: Clock) => (admission: Admission) => HeaderList

const writers: Readonly<Record<Exclude<RateLimitHeaders, 'off'>, Writer>> = {
  'draft-7': ({ maxRequests, windowSecs }) => {
    const policyHeader = ['RateLimit-Policy', `${maxRequests};w=${windowSecs}`] as const
    return ({ remaining, resetSecs }) => [
      policyHeader,
      ['RateLimit', `limit=${maxRequests}, remaining=${remaining}, reset=${Math.ceil(resetSecs)}`],
    ]
  },
  'draft-8': ({ name, maxRequests, windowSecs }) => {
    const policyHeader = ['RateLimit-Policy', `"${name}";q=${maxRequests};w=${windowSecs}`] as const
    return ({ remaining, resetSecs }) => [
      policyHeader,
      ['RateLimit', `"${name}";r=${remaining};t=${Math.ceil(resetSecs)}`],
    ]
  },
  legacy: ({ maxRequests }, clock) => {
    const limitHeader = ['X-RateLimit-Limit', String(maxRequests)] as const
    return ({ remaining, resetSecs }) => [
      limitHeader,
      ['X-RateLimit-Remaining', String(remaining)],
      ['X-RateLimit-Reset', String(clock() + Math.ceil(resetSecs))],
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
  return {
    names,
    remainingIn(headers) {
      const header = headers.find(([name]) => name.length === names[0]?.length && name.toLowerCase() === names[0])
      if (header === undefined) return null
      const remaining = remainingForm.exec(header[1])?.[1]
      return remaining === undefined ? Number.POSITIVE_INFINITY : Number(remaining)
    },
  }
}
