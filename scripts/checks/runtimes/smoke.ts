import { operatorToken } from './app.ts'
import { type Call, createClient } from './client.ts'

/** What a run of the smoke test found: names of what held, and sentences about what did not. */
export interface SmokeResult {
  readonly passed: readonly string[]
  readonly failed: readonly string[]
}

/** Calls an app as a client would. It says nothing of the runtime: the same lines run everywhere. */
export async function smoke(origin: string, call: Call): Promise<SmokeResult> {
  const send = createClient(origin, call)
  const passed: string[] = []
  const failed: string[] = []
  const check = (what: string, found: unknown, expected: unknown): void => {
    const isSame = JSON.stringify(found) === JSON.stringify(expected)
    if (isSame) passed.push(what)
    else failed.push(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`)
  }

  const guest = await send('POST', '/guest')
  check('a guest gets 201', [guest.status, guest.code], [201, undefined])
  check('a guest gets a token', /^pylon_[0-9a-f]{64}$/.test(String(guest.body.token)), true)
  check('a guest gets a cookie', guest.cookies.includes('__Host-pylon_session='), true)

  const me = await send('GET', '/me', { bearer: guest.body.token })
  check('the token resolves', [me.status, me.body.is_guest, me.body.user_id], [200, true, guest.body.user_id])

  const refreshed = await send('POST', '/refresh', { bearer: guest.body.token })
  check('a refresh answers 200', [refreshed.status, refreshed.code], [200, undefined])
  const after = await send('GET', '/me', { bearer: refreshed.body.token })
  check('the new token is the same guest', after.body.user_id, guest.body.user_id)
  const old = await send('GET', '/me', { bearer: guest.body.token })
  check('the old token is nobody', old.body.user_id, null)
  const again = await send('POST', '/refresh', { bearer: guest.body.token })
  check('the old token refreshes no more', [again.status, again.code], [401, 'SESSION_EXPIRED'])

  const signedIn = await send('POST', '/believe', { body: '{"email":"ada@example.com"}' })
  check('a sign-in answers 201', [signedIn.status, signedIn.body.user_id], [201, 'usr_ada'])
  check('a sign-in marks the device', signedIn.cookies.includes('__Host-pylon_known_device='), true)
  const minted = await send('POST', '/session', { bearer: operatorToken, body: '{"user_id":"usr_ada"}' })
  check('the operator mints a session', [minted.status, minted.body.user_id], [201, 'usr_ada'])

  const broken = await send('POST', '/believe', { body: '{"email":' })
  check('broken JSON answers 400', [broken.status, broken.code], [400, 'INVALID_JSON'])
  const large = await send('POST', '/believe', { body: `{"email":"${'a'.repeat(70_000)}"}` })
  check('a large body answers 413', [large.status, large.code], [413, 'PAYLOAD_TOO_LARGE'])
  const unknown = await send('GET', '/nothing-here')
  check('an unknown path answers 404', [unknown.status, unknown.code], [404, 'NOT_FOUND'])
  const head = await send('HEAD', '/me')
  check('HEAD answers without a body', [head.status, head.text], [200, ''])
  return { passed, failed }
}
