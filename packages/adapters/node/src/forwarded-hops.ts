/** The hops of `X-Forwarded-For`, left to right, as the proxies wrote them. */
export const xForwardedForHops = (value: string): readonly string[] => value.split(',')

/**
 * The `for` of each element of `Forwarded` (RFC 7239 §4), left to right; empty where there is none. No hops at all when
 * a part of it cannot be read: an open quote of the client's would swallow what the proxy added.
 */
export function forwardedHops(value: string): readonly string[] {
  const hops: string[] = []
  let element: Map<string, string> = new Map()
  let readLength = 0
  for (const [text, name, quoted, plain = '', separators = ''] of value.matchAll(pairs)) {
    readLength += text.length
    if (name !== undefined && element.has(name.toLowerCase())) return []
    if (name !== undefined) element.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain)
    if (separators !== '' && !separators.includes(',')) continue
    if (element.size > 0) hops.push(element.get('for') ?? '')
    element = new Map()
  }
  return readLength === value.length ? hops : []
}

/** Each `name=value` with the separators behind it. Values that need quotes and have none, `for=[::1]`, are common. */
const pairs = /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*))[ \t]*)?([,;][,; \t]*|$)/gy
