/** The longest line: a digest, a colon, a count and a line break. */
export const lineBytes = 64

/** Below 0, 0, or above 0, as the digest stands before, in or behind the line; null for what is no such line. */
export function compareToLine(digest: string, line: string): number | null {
  const found = /^([0-9A-F]{40})(?::(\d+))?\r?(?:\n|$)/i.exec(line)
  if (found === null) return null
  const [, listed = '', count = '1'] = found
  if (digest !== listed.toUpperCase()) return digest < listed.toUpperCase() ? -1 : 1
  return Number(count) > 0 ? 0 : 1 // a count of 0 is padding
}

/** Whether these are lines of digests, at least one, each behind the one before. */
export function isSortedSample(lines: readonly string[]): boolean {
  const digests = lines.map(line => line.slice(0, 40).toUpperCase())
  const isForm = lines.every((line, at) => line.length <= lineBytes && compareToLine(digests[at] ?? '', line) !== null)
  return lines.length > 0 && isForm && digests.every((digest, at) => at === 0 || digest > (digests[at - 1] ?? ''))
}
