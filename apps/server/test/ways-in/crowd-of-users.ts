import { newUser, type StoreBundle } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { type Composed, composeServer } from './composed.ts'

export interface CrowdServer extends Composed {
  readonly stores: StoreBundle
  /** Addresses of users who have a password. */
  readonly known: readonly string[]
  /** Addresses of nobody, as long as those. */
  readonly unknown: readonly string[]
  /** Fresh sessions, each of another user who is in neither list. */
  readonly bearers: readonly string[]
}

const adminToken = 'operator-token-of-at-least-32-characters'

/** A server with that many users. */
export async function openCrowd(
  count: number,
  wrap = (stores: StoreBundle): StoreBundle => stores,
): Promise<CrowdServer> {
  const stores = memoryStores()
  const composed = await composeServer(wrap(stores), { PYLON_ADMIN_TOKEN: adminToken })
  const hash = await someHash(composed, stores)
  const known = addressesOf('known', count)
  const bearers: string[] = []
  for (const email of known) await addUser(stores, email, hash)
  for (const email of addressesOf('other', count)) {
    const userId = await addUser(stores, email, hash)
    const { body } = await composed.call('POST', '/session', { bearer: adminToken, body: { user_id: userId } })
    bearers.push(body.token)
  }
  return { ...composed, stores, known, unknown: addressesOf('nobod', count), bearers }
}

const addressesOf = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${name}${String(at).padStart(5, '0')}@example.com`)

async function someHash({ call }: Composed, stores: StoreBundle): Promise<string> {
  const body = { email: 'first@example.com', password: 'correct horse battery' }
  const answer = await call('POST', '/password/register', { body })
  return (await stores.credentials.find(answer.body.user_id, 'password'))?.value ?? ''
}

async function addUser(stores: StoreBundle, email: string, hash: string): Promise<string> {
  const user = newUser({ email, isEmailVerified: true, displayName: null }, Math.floor(Date.now() / 1000))
  await stores.users.insert(user)
  await stores.credentials.put({ userId: user.id, kind: 'password', value: hash, step: 0, updatedAt: user.createdAt })
  return user.id
}
