import { isUtf8 } from 'node:buffer'
import type { JsonObject } from '@pylon/core'
import { decodeBase64url } from './base64url.ts'
import type { JwtReason } from './verdict.ts'

/** How deep a header or payload may nest; the outermost object is 1. */
const maxDepth = 32

/** Reads a segment that must hold a JSON object in UTF-8, at no depth with two members of one name (RFC 7515 §4). */
export function readJsonSegment(segment: string): JsonObject | JwtReason {
  const bytes = decodeBase64url(segment)
  if (bytes === null) return 'not_base64url'
  if (!isUtf8(bytes)) return 'not_a_json_object'
  const text = bytes.toString()
  const value = parseOrNull(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not_a_json_object'
  const memberCount = countMembers(value, maxDepth)
  if (memberCount === tooDeep) return 'nested_too_deep'
  // two readers that pick different ones of two members read different tokens
  return memberCount === countNames(text) ? (value as JsonObject) : 'duplicate_member'
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // the error quotes the token: it goes no further
  }
}

const tooDeep = -1

/** How many members the parsed value has at all depths, or `tooDeep`. */
function countMembers(value: object, depth: number): number {
  if (depth === 0) return tooDeep
  const isList = Array.isArray(value)
  const members: readonly unknown[] = isList ? value : Object.values(value)
  let count = isList ? 0 : members.length
  for (let at = 0; at < members.length; at += 1) {
    const member = members[at]
    if (typeof member !== 'object' || member === null) continue
    const inner = countMembers(member, depth - 1)
    if (inner === tooDeep) return tooDeep
    count += inner
  }
  return count
}

/** How many members valid JSON writes down: a string before a colon is a name. The parser keeps one of two alike. */
function countNames(text: string): number {
  let count = 0
  let start = text.indexOf('"')
  while (start !== -1) {
    const end = endOfString(text, start)
    if (isBeforeColon(text, end)) count += 1
    start = text.indexOf('"', end + 1)
  }
  return count
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

/** After an odd number of backslashes; every run of them is looked at once. */
function isEscaped(text: string, at: number): boolean {
  let from = at
  while (text.charCodeAt(from - 1) === backslash) from -= 1
  return (at - from) % 2 === 1
}

function isBeforeColon(text: string, end: number): boolean {
  let at = end + 1
  while (text.charCodeAt(at) <= space) at += 1
  return text.charCodeAt(at) === colon
}

const space = 0x20
const colon = 0x3a
const backslash = 0x5c
