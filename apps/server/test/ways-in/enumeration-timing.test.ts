import { afterAll, expect, it } from 'vitest'
import { type AddressRoute, addressRoutes, titleOf } from './address-routes.ts'
import { type CrowdServer, openCrowd } from './crowd-of-users.ts'

const samples = 400
const rounds = 5
const warmUps = 100
const allowed = 0.05

const measured: string[] = []
afterAll(() => console.log(measured.join('\n')))

it.each(addressRoutes.map(route => [titleOf(route), route] as const))(
  '%s takes as long for unknown addresses as for known ones',
  { timeout: 300_000 },
  async (title, route) => {
    let least = Number.POSITIVE_INFINITY
    // what else the machine does only adds to the difference
    for (let round = 0; round < rounds && least > allowed; round += 1) {
      const { known, unknown } = await mediansOf(route)
      least = Math.min(least, Math.abs(unknown / known - 1))
      measured.push(`${title}: ${known.toFixed(3)} ms known, ${unknown.toFixed(3)} ms unknown`)
    }
    expect(least).toBeLessThanOrEqual(allowed)
  },
)

/** In milliseconds; each sample is another address, known and unknown by turns, either of them first by turns. */
async function mediansOf(route: AddressRoute): Promise<{ readonly known: number; readonly unknown: number }> {
  const crowd = await openCrowd(2 * (warmUps + samples))
  const times = { known: [] as number[], unknown: [] as number[] }
  for (let at = 0; at < warmUps + samples; at += 1) {
    const order = at % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)
    for (const [place, kind] of order.entries()) {
      const tookMs = await timeOf(crowd, route, crowd[kind][at] ?? '', crowd.bearers[2 * at + place] ?? '')
      if (at >= warmUps) times[kind].push(tookMs)
    }
  }
  return { known: medianOf(times.known), unknown: medianOf(times.unknown) }
}

async function timeOf({ call }: CrowdServer, route: AddressRoute, email: string, bearer: string): Promise<number> {
  if (route.after !== undefined) await call('POST', route.after, { body: { email } })
  const options = { body: route.bodyFor(email), ...(route.needsSession ? { bearer } : {}) }
  const startedAt = performance.now()
  await call('POST', route.path, options)
  return performance.now() - startedAt
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
