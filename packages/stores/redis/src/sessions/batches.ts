/** Runs a step for every item, a hundred at a time: they travel together, and other calls find room between them. */
export async function inBatches<T>(items: readonly T[], step: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += atOnce) await Promise.all(items.slice(at, at + atOnce).map(step))
}

const atOnce = 100
