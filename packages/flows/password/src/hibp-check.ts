import { ConfigError, type PylonError, retryLater } from '@pylon/core'
import type { BreachCheck } from './breach.ts'
import { breachDigest } from './breach-digest.ts'

/** As much of the platform's `fetch` as is used here. */
export type HibpFetch = (url: string, init: RequestInit) => Promise<Response>

export interface HibpOptions {
  /** Asks the service; one that cannot reach private space, where there is one. */
  readonly fetch: HibpFetch
  /** For the whole answer, in seconds; default 2, at most 60. */
  readonly timeoutSecs?: number
  /** Default true: a password that could not be looked up is taken. False: it is refused with 503 `BUSY`. */
  readonly allowUnchecked?: boolean
  /** Told when the service cannot be asked, or answers something else; never told of a password or its digest. */
  readonly onError?: (error: unknown) => void
  /** Where the ranges are; default `https://api.pwnedpasswords.com/range/`. */
  readonly url?: string
}

/**
 * Looks passwords up at Have I Been Pwned: the service learns the first 5 of a digest's 40 digits, which some thousand
 * passwords share, and answers all of that range. Padding keeps the size of the answer from telling which range it was.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { hibpCheck } from '@pylon/password'
 *
 * const breachCheck = hibpCheck({ fetch, onError: error => console.error(error) })
 */
export function hibpCheck({
  fetch,
  timeoutSecs = 2,
  allowUnchecked = true,
  onError = () => {},
  url = 'https://api.pwnedpasswords.com/range/',
}: HibpOptions): BreachCheck {
  checkOptions(timeoutSecs, url)

  async function findRange(prefix: string): Promise<string> {
    const response = await fetch(url + prefix, {
      headers: { 'Add-Padding': 'true', 'User-Agent': 'pylon' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutSecs * 1_000),
    })
    if (response.ok) return readText(response)
    await response.body?.cancel()
    throw new Error(`The breach check answered with status ${response.status}`)
  }

  /** A service that is away must not stop people from registering, unless the operator says so. */
  function unchecked(error: unknown): false {
    onError(error)
    if (allowUnchecked) return false
    throw uncheckable()
  }

  return {
    async isBreached(password) {
      const digest = breachDigest(password)
      if (digest === null) return false
      return findRange(digest.slice(0, 5))
        .then(range => isListed(range, digest.slice(5)))
        .catch(unchecked)
    },
  }
}

/** Some 2,000 lines of 45 characters, padding included. */
const maxAnswerBytes = 262_144

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxAnswerBytes) throw new Error(`The breach check answered more than ${maxAnswerBytes} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** Throws for what is no range, such as the page of a proxy, which would otherwise make every password a good one. */
function isListed(range: string, suffix: string): boolean {
  let isFound = false
  for (const line of range.trim().split(/\r?\n/)) {
    const [, digest, count] = /^([0-9A-F]{35}):(\d+)$/i.exec(line) ?? []
    if (digest === undefined) throw new Error('The breach check answered something else than a range of digests')
    if (digest.toUpperCase() === suffix && Number(count) > 0) isFound = true // padding counts 0
  }
  return isFound
}

const uncheckable = (): PylonError =>
  retryLater('BUSY', 503, 'The password cannot be checked right now; try again later', 5)

function checkOptions(timeoutSecs: number, url: string): void {
  const problems: string[] = []
  if (!(timeoutSecs > 0 && timeoutSecs <= 60)) problems.push('timeoutSecs: expected more than 0 and at most 60')
  if (!/^https?:\/\/.*\/$/.test(url) || !URL.canParse(url)) problems.push('url: expected a URL that ends with a slash')
  if (problems.length > 0) throw new ConfigError(problems)
}
