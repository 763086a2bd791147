import { isUrlPlace } from './places.ts'

/** Says where in the HTML a place stands such that escaping its value would not be enough. */
export function htmlPlaceProblems(html: string): string[] {
  return Array.from(html.matchAll(/\{\{([a-z][a-z0-9_]*)\}\}/g)).flatMap(match => {
    const [place, name = ''] = match
    const before = html.slice(0, match.index)
    return isSafePlace(before, name)
      ? []
      : [`html: ${place} may stand in text or in a quoted attribute, links in {{url}} alone`]
  })
}

function isSafePlace(before: string, name: string): boolean {
  if (rawElements.some(([open, close]) => isOpen(before.toLowerCase(), open, close))) return false
  const tagStart = before.lastIndexOf('<')
  if (before.lastIndexOf('>') > tagStart || tagStart === -1) return true
  return isSafeAttribute(before.slice(tagStart), name)
}

/** An unquoted value ends at a space, `on…` and `style` are code, and `javascript:` in a link runs. */
function isSafeAttribute(tag: string, name: string): boolean {
  const [, attribute = '', value] = /\s([a-z-]+)=(?:"([^"]*)|'[^']*)$/i.exec(tag) ?? []
  if (attribute === '' || /^(?:on|style$|srcdoc$)/i.test(attribute)) return false
  if (!/^(?:href|src|action|formaction|background)$/i.test(attribute)) return true
  return isUrlPlace(name) && (value ?? '') === ''
}

const isOpen = (before: string, open: string, close: string): boolean =>
  before.lastIndexOf(open) > before.lastIndexOf(close)

/** In these nothing that we escape has a meaning. */
const rawElements = [
  ['<script', '</script'],
  ['<style', '</style'],
  ['<!--', '-->'],
] as const
