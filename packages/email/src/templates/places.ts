/** Puts a value into each place, once: a value that looks like a place is left as it is. */
export function fillPlaces(text: string, findValue: (name: string) => string): string {
  return text.replace(placeForm, (_, name: string) => findValue(name))
}

/** The names of all places, in order. */
export const listPlaces = (text: string): string[] => Array.from(text.matchAll(placeForm), ([, name = '']) => name)

/** Braces that were meant to be a place and are none. */
export const hasStrayBraces = (text: string): boolean => /\{\{|\}\}/.test(text.replace(placeForm, ''))

/** A place whose value is a link. */
export const isUrlPlace = (name: string): boolean => name === 'url' || name.endsWith('_url')

const placeForm = /\{\{([a-z][a-z0-9_]{0,63})\}\}/g
