/** The program as it ran, and what came of its last line. */
export function describeMismatch(
  lines: readonly string[],
  expected: readonly (readonly unknown[])[],
  found: readonly unknown[],
): string {
  return [
    'The store answers otherwise than the model after',
    ...lines.map(indented),
    `found    ${describeAll(found)}`,
    ...[...new Set(expected.map(describeAll))].map(text => `expected ${text}`),
  ].join('\n')
}

/** Two spaces further in, every line of it. */
export const indented = (text: string): string => text.replace(/^/gm, '  ')

const describeAll = (answers: readonly unknown[]): string => answers.map(describe).join(' and ')

const describe = (answer: unknown): string => (answer === undefined ? 'nothing' : JSON.stringify(answer))
