/** Exact origins and `https://*.example.com`, or a function that is asked with each well-formed one. */
export type AllowedOrigins = readonly string[] | ((origin: string) => boolean | Promise<boolean>)

/** `https://*.example.com`: exactly one label where the star stands. */
export interface OriginPattern {
  readonly scheme: string
  readonly suffix: string
}

/**
 * An origin as browsers write it in `Origin`: lower case, without the default port. Null for what is none: a path, a
 * user, a star, and `null`, which every sandboxed frame and every file says of itself.
 */
export function canonicalOrigin(text: string): string | null {
  if (!originForm.test(text)) return null
  if (!/^https?:/i.test(text)) return text.toLowerCase() // capacitor://localhost: URL knows no origin of it
  return URL.canParse(text) ? new URL(text).origin : null
}

/** Bounded by the longest host name there is, and room for scheme and port. */
const originForm = /^[a-z][a-z0-9+.-]{0,31}:\/\/[^\s/?#@\\*,;'"<>\p{Cc}]{1,262}$/iu

/** Null for a star that stands elsewhere than for the first label, or above everybody's domains (`https://*.com`). */
export function originPattern(text: string): OriginPattern | null {
  const [, scheme = '', host = ''] = /^(https?:\/\/)\*\.(.+)$/i.exec(text) ?? []
  const example = canonicalOrigin(`${scheme}label.${host}`)
  if (example === null || !/^(.+\..+|localhost(:\d+)?)$/i.test(host)) return null
  return { scheme: scheme.toLowerCase(), suffix: example.slice(scheme.length + 'label'.length) }
}

export function matchesPattern({ scheme, suffix }: OriginPattern, origin: string): boolean {
  if (!origin.startsWith(scheme) || !origin.endsWith(suffix)) return false
  return label.test(origin.slice(scheme.length, -suffix.length))
}

const label = /^[a-z0-9_-]{1,63}$/
