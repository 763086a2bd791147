/** The names of our keys. Each stands alone in its command or script, so it may lie on any node of a cluster. */
export interface Keys {
  /** `member` is a token hash as it stands in a user's index. */
  session(member: string): string
  userIndex(packedUserId: string): string
  oneTime(purpose: string, key: string): string
  counter(key: string): string
  limit(key: string): string
  /** For SCAN. */
  readonly everySession: string
  readonly everyUserIndex: string
  /** The other way: what follows `<prefix>s:`. */
  memberOf(sessionKey: string): string
}

export function createKeys(prefix: string): Keys {
  const sessions = `${prefix}s:`
  const userIndexes = `${prefix}u:`
  const oneTimes = `${prefix}o:`
  const counters = `${prefix}c:`
  const limits = `${prefix}l:`

  return {
    session: member => sessions + member,
    userIndex: packedUserId => userIndexes + toKeyPart(packedUserId),
    oneTime: (purpose, key) => `${oneTimes}${toKeyPart(purpose).replaceAll(':', '%003A')}:${toKeyPart(key)}`,
    counter: key => counters + toKeyPart(key),
    limit: key => limits + toKeyPart(key),
    everySession: `${escapePattern(sessions)}*`,
    everyUserIndex: `${escapePattern(userIndexes)}*`,
    memberOf: sessionKey => sessionKey.slice(sessions.length),
  }
}

/**
 * A text as a part of a key; different texts stay different. Braces would let whoever chooses the text choose the slot
 * and so crowd one node of a cluster; half a surrogate pair would become the same replacement character as any other.
 */
export const toKeyPart = (text: string): string => (special.test(text) ? text.replace(everySpecial, escaped) : text)

export const fromKeyPart = (part: string): string =>
  part.includes('%')
    ? part.replace(everyEscape, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : part

const special = /[%{}\p{Surrogate}]/u
const everySpecial = /[%{}\p{Surrogate}]/gu
const everyEscape = /%([0-9A-F]{4})/g

const escaped = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`

const escapePattern = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&')
