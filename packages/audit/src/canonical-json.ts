import type { JsonObject, JsonValue } from '@pylon/core'

/**
 * The one spelling of a JSON value: no white space, members in the order of their names (RFC 8785).
 *
 * @example
 * import { canonicalJson } from '@pylon/audit'
 *
 * canonicalJson({ b: [1, true], a: 'x' }) // '{"a":"x","b":[1,true]}'
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  return isObject(value) ? objectText(value) : JSON.stringify(value)
}

const isObject = (value: JsonValue): value is JsonObject => typeof value === 'object' && value !== null

function objectText(object: JsonObject): string {
  const members: string[] = []
  for (const name of Object.keys(object).sort()) {
    const value = object[name]
    if (value !== undefined) members.push(`${JSON.stringify(name)}:${canonicalJson(value)}`)
  }
  return `{${members.join(',')}}`
}
