import { EmailError } from '../email-error.ts'
import { readBounded } from './read-bounded.ts'

/** The platform's `fetch`, or one that guards outbound requests. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface JsonPost {
  readonly transport: string
  readonly fetch: Fetch
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutSecs: number
  /** Picks the provider's word for what went wrong out of its answer. */
  readonly findErrorName?: (answer: Record<string, unknown>) => unknown
}

/** Posts and resolves on 2xx; throws an `EmailError` that says status and error name, nothing of request or answer. */
export async function postJson(post: JsonPost): Promise<void> {
  const { status, text } = await exchange(post)
  if (status >= 200 && status < 300) return
  const errorName = wordOf(post.findErrorName?.(parseObject(text)))
  const isPermanent = status >= 400 && status < 500 && !retryable.has(status) && !retryable.has(errorName)
  throw new EmailError([`${post.transport}: ${status}`, errorName].join(' ').trim(), { isPermanent })
}

async function exchange({ transport, fetch, url, headers, body, timeoutSecs }: JsonPost) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'pylon-email', ...headers },
      body,
      redirect: 'manual', // a redirect would carry the key and the code elsewhere
      signal: AbortSignal.timeout(timeoutSecs * 1000),
    })
    return { status: response.status, text: await readBounded(response.body, maxAnswerBytes) }
  } catch (error) {
    throw new EmailError(`${transport}: ${failureName(error)}`, { isPermanent: false })
  }
}

const maxAnswerBytes = 65_536

/** A key that must be renewed, too slow, too early, too many; and Resend's word for a first request under way. */
const retryable = new Set<number | string>([401, 403, 408, 425, 429, 'concurrent_idempotent_requests'])

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Names like `validation_error` and `personalizations.0.to`: no digits in a row, so never a code. */
const wordOf = (value: unknown): string =>
  typeof value === 'string' && value.length <= 64 && /^[a-z_]+(?:\.(?:\d|[a-z_]+))*$/.test(value) ? value : ''

/** The message of fetch's error may quote a header. */
function failureName(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time'
  const { code } = ((error instanceof Error && error.cause) || {}) as { readonly code?: unknown }
  return typeof code === 'string' && /^[A-Z_]{2,40}$/.test(code) ? code : 'no connection'
}
