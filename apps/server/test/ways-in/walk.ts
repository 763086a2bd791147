import { memoryStores } from '@pylon/core/memory'
import { createIntruder, type Intruder, type Loot } from './intruder.ts'
import { type Step, steps } from './intruder-steps.ts'
import type { SetScene } from './scene.ts'
import { isWrite, replay, type StoreCall } from './watched-stores.ts'

/** Where a sequence of steps has led: what the stores hold, as it was written, and what the intruder has. */
interface Place {
  readonly sequence: readonly string[]
  readonly writes: readonly StoreCall[]
  readonly loot: Loot
}

export interface WalkReport {
  /** Sequences that got at the victim's account, and how. */
  readonly breaches: readonly string[]
  readonly places: number
  readonly performed: number
  /** Every kind of secret that was handed out somewhere. */
  readonly gathered: ReadonlySet<string>
}

/**
 * Walks every sequence of up to `length` steps. Sequences that lead to the same place are continued once, from the
 * shortest: places are the same when the same kinds of writes were made and the same kinds of secrets gathered.
 */
export async function walk(scene: SetScene, length: number): Promise<WalkReport> {
  const report = { breaches: [] as string[], places: 1, performed: 0, gathered: new Set<string>() }
  const known = new Set<string>()
  let places: readonly Place[] = [{ sequence: [], writes: scene.writes, loot: scene.loot }]
  for (let taken = 0; taken < length; taken += 1) {
    const next: Place[] = []
    for (const place of places) {
      for (const [name, step] of Object.entries(steps)) {
        const { reached, breach } = await take(scene, place, name, step)
        report.performed += 1
        if (breach !== null) report.breaches.push(`${reached.sequence.join(' > ')}: ${breach}`)
        for (const { label } of reached.loot.secrets) report.gathered.add(label)
        const digest = digestOf(scene, reached)
        if (known.has(digest)) continue
        known.add(digest)
        next.push(reached)
      }
    }
    report.places += next.length
    places = next
  }
  return report
}

async function take(scene: SetScene, place: Place, name: string, step: Step) {
  const stores = memoryStores()
  await replay(place.writes, stores)
  scene.watched.place(stores)
  scene.mailbox.forget()
  const intruder = createIntruder(scene.call, place.loot)
  await step(intruder, scene)
  const writes = [...place.writes, ...scene.watched.calls().filter(isWrite)]
  const reached: Place = { sequence: [...place.sequence, name], writes, loot: intruder.loot }
  return { reached, breach: await breachOf(scene, intruder) }
}

/** How the intruder has got at the victim's account; null: not at all. */
async function breachOf({ call, watched, victimId }: SetScene, { loot }: Intruder): Promise<string | null> {
  const now = Math.floor(Date.now() / 1000)
  if ((await watched.stores.sessions.listByUser(victimId, now)).length > 0) return 'the victim has a session'
  if ((await watched.stores.apiKeys.listByUser(victimId, now)).length > 0) return 'the victim has an API key'
  if ((await watched.stores.credentials.find(victimId, 'totp')) === null) return 'the second factor is off'
  for (const { value, label } of loot.secrets) {
    if ((await call('GET', '/me', { bearer: value })).body.user_id === victimId) return `a bearer: ${label}`
    const headers = { Cookie: `pylon_session=${value}` }
    if ((await call('GET', '/me', { headers })).body.user_id === victimId) return `a cookie: ${label}`
  }
  return null
}

function digestOf({ writes: atFirst, victimId }: SetScene, { writes, loot }: Place): string {
  const made = writes.slice(atFirst.length).filter(({ store }) => store !== 'counters' && store !== 'outbox')
  return JSON.stringify([
    [...new Set(made.map(write => kindOf(write, victimId)))].sort(),
    [...new Set(loot.secrets.map(({ label }) => label))].sort(),
    loot.secrets.at(-1)?.kind,
    Object.keys(loot.cookies).sort(),
  ])
}

function kindOf({ store, method, parameters, result }: StoreCall, victimId: string): string {
  const text = JSON.stringify(parameters)
  const [first] = parameters
  const purpose = typeof first === 'string' ? first : (first as { purpose?: string } | undefined)?.purpose
  const about = store === 'oneTime' ? purpose : ''
  return [store, method, about, text.includes(victimId) ? 'victim' : '', result ? 'done' : ''].join(' ')
}
