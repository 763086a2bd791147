import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Call, clientOf } from './client.ts'
import { type ServerProcess, startProcess } from './process.ts'

type Line = Readonly<Record<string, unknown>>

let server: ServerProcess
let call: Call
beforeAll(async () => {
  server = await startProcess({ PYLON_STORE: 'memory:' })
  call = clientOf(server.url)
})
afterAll(() => server.stop())

const email = 'ada@example.com'
const password = 'correct horse battery'

/** Those of one request. */
async function linesOf(requestId: string): Promise<readonly Line[]> {
  const found = (): readonly Line[] => allLines().filter(line => line.request_id === requestId)
  await expect.poll(found).not.toEqual([])
  return found()
}

function allLines(): readonly Line[] {
  const text = server.stderr()
  return text
    .slice(0, text.lastIndexOf('\n'))
    .split('\n')
    .map(line => JSON.parse(line) as Line)
}

it('logs a sign-in that worked and one that did not, with when, who and whence, and no address or secret', async () => {
  const { body: grant } = await call('POST', '/password/register', { body: { email, password } })
  await call('POST', '/password/login', { body: { email, password }, headers: { 'X-Request-Id': 'right' } })
  const wrong = { email, password: 'a wrong password' }
  await call('POST', '/password/login', { body: wrong, headers: { 'X-Request-Id': 'wrong' } })

  const who = { level: 'info', user_id: grant.user_id, ip: '127.0.0.1' }
  expect(await linesOf('right')).toContainEqual(
    expect.objectContaining({ ...who, event: 'session.created', amr: ['pwd'] }),
  )
  expect(await linesOf('wrong')).toContainEqual(
    expect.objectContaining({ ...who, event: 'sign_in.failed', method: 'password' }),
  )
  for (const secret of [email, password, 'a wrong password', grant.token]) expect(server.stderr()).not.toContain(secret)
})

it('logs who reached for what is not theirs, with the route and the reason', async () => {
  const headers = { 'X-Request-Id': 'forbidden' }
  expect((await call('POST', '/session', { body: { user_id: 'usr_1' }, headers })).status).toBe(403)
  expect(await linesOf('forbidden')).toEqual([
    expect.objectContaining({ level: 'info', code: 'FORBIDDEN', method: 'POST', route: '/api/auth/session' }),
  ])

  const fromElsewhere = { 'X-Request-Id': 'foreign', Origin: 'https://evil.example.com' }
  expect((await call('POST', '/guest', { headers: fromElsewhere })).code).toBe('CSRF_REJECTED')
  expect(await linesOf('foreign')).toEqual([expect.objectContaining({ level: 'info', code: 'CSRF_REJECTED' })])
})

it('writes every line as JSON with its time in UTC', () => {
  for (const { level, time, msg } of allLines()) {
    expect([typeof level, typeof msg]).toEqual(['string', 'string'])
    expect(new Date(String(time)).toISOString()).toBe(time)
  }
})
