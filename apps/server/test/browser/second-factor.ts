import { generateTotpCode } from '@pylon/totp'
import { expect } from 'vitest'
import type { Visitor } from './visitor.ts'

/** Turns it on for who is signed in, and answers a code for later: each time step is accepted once. */
export async function turnOnSecondFactor(visitor: Visitor): Promise<string> {
  const { body } = await visitor.call('POST', '/totp/setup', {})
  const now = Math.floor(Date.now() / 1000)
  const codeAt = (at: number): string => generateTotpCode({ secret: body.secret, now: at })
  const answer = await visitor.call('POST', '/totp/verify', { code: codeAt(now) })
  expect(answer).toMatchObject({ status: 200, body: { enabled: true } })
  return codeAt(now + 30)
}
