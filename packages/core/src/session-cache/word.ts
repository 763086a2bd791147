/**
 * What servers tell each other of ended and changed sessions: `t` and the hash of a token, `u` and the id of a user, or
 * `*` for all there are. Whoever cannot read a word takes it for `*`.
 */
export const everything = '*'

export const tokenWord = (tokenHash: string): string => wordOf('t', tokenHash)

export const userWord = (userId: string): string => wordOf('u', userId)

/** The text after the letter, when the word is of that kind. */
export function namedBy(word: unknown, letter: 't' | 'u'): string | null {
  return typeof word === 'string' && word.startsWith(letter) ? word.slice(1) : null
}

/** What a channel may cut, refuse or turn into another text would miss its session: then all of them go. */
function wordOf(letter: 't' | 'u', text: string): string {
  const isCarriable = text.length <= maxCharacters && text.isWellFormed() && !text.includes('\0')
  return isCarriable ? letter + text : everything
}

const maxCharacters = 2_333 // of at most 3 bytes each: PostgreSQL carries less than 8,000 bytes
