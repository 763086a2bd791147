import { commonPasswordList } from './common-password-list.ts'

/** Whether a password, in lower case, is among the 10,000 most used ones of at least 8 characters. */
export function isCommonPassword(lowerCased: string): boolean {
  // a space or line break inside would match across two neighbours of the list
  if (lowerCased.length > longestEntry || /\s/.test(lowerCased)) return false

  return commonPasswordList.includes(` ${lowerCased} `)
}

/** In characters; keeps the search linear for hostile input too. */
const longestEntry = 20
