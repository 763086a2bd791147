import type { RequestContext } from '../context.ts'

/** What a user reads in the list of their sessions: the `X-Device-Label` header, else a short reading of the user agent. */
export function deviceFrom(ctx: RequestContext): string | null {
  const label = clean(ctx.header('x-device-label') ?? '')
  if (label !== '') return label
  const userAgent = clean(ctx.header('user-agent') ?? '')
  return userAgent === '' ? null : readUserAgent(userAgent)
}

/** "Firefox on Linux"; what is not recognised is shown by its product name. */
export function readUserAgent(userAgent: string): string {
  const browser = firstMatch(browsers, userAgent) ?? userAgent.split(/[/\s(]/, 1)[0] ?? ''
  const system = firstMatch(systems, userAgent)
  return system === null ? browser : `${browser} on ${system}`
}

/** Edge and Opera also call themselves Chrome, and Chrome calls itself Safari: the order decides. */
const browsers = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const

const systems = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
] as const

function firstMatch(table: readonly (readonly [RegExp, string])[], text: string): string | null {
  return table.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

const maxLength = 200

const clean = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, maxLength)
