/**
 * PostgreSQL's texts cannot hold NUL. It and the three characters that stand for it become three characters each, the
 * first of which is found nowhere else: so every text comes back as it was, and a text is part of another exactly when
 * the one's code is part of the other's.
 */
export const encodeText = (text: string): string => (special.test(text) ? text.replace(specials, toCode) : text)

export const decodeText = (code: string): string =>
  code.includes('\x01') ? code.replace(codes, (_, first, second) => toSpecial(first, second)) : code

const special = /[\0-\x03]/
const specials = /[\0-\x03]/g
const codes = /\x01([\x02\x03])([\x02\x03])/g

function toCode(text: string): string {
  const bits = text.charCodeAt(0)
  return `\x01${bits & 2 ? '\x03' : '\x02'}${bits & 1 ? '\x03' : '\x02'}`
}

const toSpecial = (first: string, second: string): string =>
  String.fromCharCode((first === '\x03' ? 2 : 0) | (second === '\x03' ? 1 : 0))
