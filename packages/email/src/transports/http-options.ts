import { numberProblems } from '../config-error.ts'
import type { Fetch } from './post-json.ts'

export interface HttpTransportOptions {
  /** `globalThis.fetch`, or one that guards outbound requests. */
  readonly fetch: Fetch
  /** From the first byte of the request to the last of the answer, in seconds; default 10. */
  readonly timeoutSecs?: number
  /** Lets `http:` URLs through, for a relay on this machine or in the same pod; default false. */
  readonly allowInsecureRequests?: boolean
}

export function endpointProblems(name: string, text: string, allowInsecureRequests: boolean): string[] {
  const url = URL.canParse(text) ? new URL(text) : null
  const isHttp = url?.protocol === 'https:' || (url?.protocol === 'http:' && allowInsecureRequests)
  if (isHttp && url?.username === '' && url.password === '') return []
  return [`${name}: expected an https: URL without user and password`]
}

export function secretProblems(name: string, secret: string, minChars: number): string[] {
  const isSound = typeof secret === 'string' && secret.length >= minChars && /^[\x21-\x7E]{1,1024}$/.test(secret)
  return isSound ? [] : [`${name}: expected at least ${minChars} visible ASCII characters`]
}

export const timeoutProblems = (timeoutSecs: number): string[] => numberProblems('timeoutSecs', timeoutSecs, 0.01, 300)
