/** Where URLs may lead: an origin, and a path at or below which they stay. */
export interface UrlPrefix {
  readonly origin: string
  /** Without a slash at its end; empty for every path. */
  readonly path: string
}

/** Null for what is no `http` or `https` URL of an origin and a path alone. */
export function parseUrlPrefix(text: string): UrlPrefix | null {
  if (!isPlainUrl(text) || /[?#*]/.test(text)) return null
  const { origin, pathname } = new URL(text)
  const path = pathname.replace(/\/+$/, '')
  return isUnambiguous(path) ? { origin, path } : null
}

/** Compares what a parser makes of a URL, never its spelling; spellings that parsers disagree about are refused. */
export function isAllowedUrl(text: string, prefixes: readonly UrlPrefix[]): boolean {
  if (!isPlainUrl(text)) return false
  const { origin, pathname } = new URL(text)
  return prefixes.some(prefix => prefix.origin === origin && isAtOrBelow(pathname, prefix.path))
}

/** `/prefixevil` is not below `/prefix`. */
function isAtOrBelow(pathname: string, path: string): boolean {
  if (path === '') return true
  return isUnambiguous(pathname) && (pathname === path || pathname.startsWith(`${path}/`))
}

const maxLength = 2_048

/**
 * No user info, which hides the host; no backslash, space, tab or line break, which some parsers drop or turn; no letters
 * beyond ASCII, which some fold into others; both slashes, without which some see a path.
 */
const isPlainUrl = (text: string): boolean =>
  text.length <= maxLength &&
  /^https?:\/\/[^/?#@]+([/?#]|$)/i.test(text) &&
  !/[^\x21-\x7e]|\\/.test(text) &&
  URL.canParse(text)

/** A server that decodes twice, or drops `;…`, would find `..` or another slash in these. */
const isUnambiguous = (pathname: string): boolean => !/%(?:00|25|2e|2f|3b|5c)|\/\.{1,2};/i.test(pathname)
