import type { Clock } from '@pylon/core'
import type { ProviderData } from '../providers/provider-data.ts'

/** How long what a provider says of itself is believed, in seconds. */
const freshSecs = 3600

/** Remembers what discovery found for an hour; calls that come together share one discovery, and a failed one is tried anew. */
export function rememberDiscovery(discover: () => Promise<ProviderData>, clock: Clock): () => Promise<ProviderData> {
  let found: { readonly data: ProviderData; readonly at: number } | null = null
  let inFlight: Promise<ProviderData> | null = null

  async function load(): Promise<ProviderData> {
    const data = await discover()
    found = { data, at: clock() }
    return data
  }

  return async () => {
    const age = found === null ? freshSecs : clock() - found.at
    if (found !== null && age >= 0 && age < freshSecs) return found.data
    inFlight ??= load().finally(() => {
      inFlight = null
    })
    return inFlight
  }
}
