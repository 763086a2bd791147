/** As the plugin makes them: the limit, and an address. */
export const limiterKey = (at: number): string => `ip 100/60 /64 ip:203.${at >> 16}.${(at >> 8) & 255}.${at & 255}`

export const limit: { readonly maxRequests: number; readonly windowSecs: number } = { maxRequests: 100, windowSecs: 60 }

/** Calls with a thousand keys in turn. */
export function onThousandKeys(name: string, admit: (key: string) => unknown): { name: string; run(): unknown } {
  let at = 0
  return { name, run: () => admit(keys[at++ % keys.length] ?? '') }
}

const keys = Array.from({ length: 1_000 }, (_, at) => limiterKey(at))
