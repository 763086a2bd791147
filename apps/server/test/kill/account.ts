import type { Answer, Call } from '../client.ts'

/** One account and what the server has acknowledged about it. */
export interface Account {
  readonly email: string
  readonly userId: string
  /** Acknowledged and alive; null once an answer was cut off, or the session was revoked. */
  token: string | null
  /** Acknowledged as dead: refreshed away or revoked. */
  readonly deadTokens: string[]
}

export const password = 'correct horse battery'

/** Registers; null when the answer was cut off. */
export async function register(call: Call, email: string): Promise<Account | null> {
  const answer = await whole(call('POST', '/password/register', { body: { email, password } }))
  if (answer === null) return null
  expectStatus(answer.status, 201)
  return { email, userId: answer.body.user_id, token: answer.body.token, deadTokens: [] }
}

/** Refreshes, or revokes, or signs in again: whatever `choice` (0–1) says. False when the answer was cut off. */
export async function act(call: Call, account: Account, choice: number): Promise<boolean> {
  const { token } = account
  account.token = null // until it is acknowledged, nothing is known
  if (token === null) return signInAgain(call, account)
  return choice < 0.7 ? refresh(call, account, token) : revoke(call, account, token, choice < 0.85)
}

async function signInAgain(call: Call, account: Account): Promise<boolean> {
  const answer = await whole(call('POST', '/password/login', { body: { email: account.email, password } }))
  if (answer === null) return false
  expectStatus(answer.status, 200)
  account.token = answer.body.token
  return true
}

async function refresh(call: Call, account: Account, token: string): Promise<boolean> {
  const answer = await whole(call('POST', '/refresh', { bearer: token }))
  if (answer === null) return false
  expectStatus(answer.status, 200)
  account.deadTokens.push(token)
  account.token = answer.body.token
  return true
}

async function revoke(call: Call, account: Account, token: string, isEverywhere: boolean): Promise<boolean> {
  const answer = await whole(call('DELETE', isEverywhere ? '/sessions' : '/session', { bearer: token }))
  if (answer === null) return false
  expectStatus(answer.status, 200)
  account.deadTokens.push(token)
  return true
}

/** The answer; null when the connection broke before all of it came, or the database was gone. */
async function whole(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    const { status, ...rest } = await answer
    return status === 503 ? null : { status, ...rest }
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return null // fetch's word for a broken connection
    throw error
  }
}

function expectStatus(status: number, expected: number): void {
  if (status !== expected) throw new Error(`expected ${expected}, got ${status}`)
}
