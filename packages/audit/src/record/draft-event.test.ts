import { type AuthContext, type AuthEvent, anonymous } from '@pylon/core'
import { describe, expect, it } from 'vitest'
import { someEvent } from '../../test/some-event.ts'
import { draftEvent } from './draft-event.ts'
import { callerOf } from './event-actor.ts'
import { resourceOf } from './event-resource.ts'

const draft = (change: Partial<AuthEvent>, caller: Partial<AuthContext> = {}) => {
  const event = someEvent(change)
  return draftEvent(event, resourceOf(event), { ...anonymous, ...caller })
}
const nobody = { userId: null, sessionId: null, apiKeyId: null, isAdmin: false }

describe('the actor of an event', () => {
  it('is the user who just proved who they are, with the session that began', () => {
    const { actor } = draft({ name: 'session.created', data: { session_id: 'ses_2' } })
    expect(actor).toEqual({ ...nobody, userId: 'usr_1', sessionId: 'ses_2' })
  })

  it('is not whose cookie the browser sent along while somebody else signed in', () => {
    const { actor } = draft({ name: 'sign_in.challenged' }, { userId: 'usr_9', sessionId: 'ses_9' })
    expect(actor).toEqual({ ...nobody, userId: 'usr_1' })
  })

  it('is nobody where a proof was wrong, and the user it names is only the subject', () => {
    const made = draft({ name: 'sign_in.failed' })
    expect(made.actor).toEqual(nobody)
    expect(made).toMatchObject({ subjectId: 'usr_1', outcome: 'failure' })
  })

  it('is the admin where the admin token did it', () => {
    for (const name of ['session.created', 'user.banned']) {
      expect(draft({ name }, { isAdmin: true }).actor).toEqual({ ...nobody, isAdmin: true })
    }
  })

  it('is the API key of whoever used one', () => {
    const { actor } = draft({ name: 'user.updated' }, { userId: 'usr_1', apiKeyId: 'key_1' })
    expect(actor).toEqual({ ...nobody, userId: 'usr_1', apiKeyId: 'key_1' })
  })

  it('is nobody where the caller cannot be told', async () => {
    expect(await callerOf(() => Promise.reject(new Error('bad credential')))).toBe(anonymous)
  })
})

describe('the entry of an event', () => {
  it('names the member as its subject, so that they see who removed them', () => {
    const made = draft({ name: 'member.removed', data: { org_id: 'org_1', member_id: 'usr_2' } }, { userId: 'usr_1' })
    expect(made).toMatchObject({ actor: { userId: 'usr_1' }, subjectId: 'usr_2', tenantId: 'org_1' })
  })

  it('belongs to the organization that the caller has chosen, where the event names none', () => {
    expect(draft({ name: 'api_key.created' }, { userId: 'usr_1', tenantId: 'org_7' }).tenantId).toBe('org_7')
  })

  it('says why something failed once', () => {
    const made = draft({ name: 'account.link_failed', data: { provider: 'google', reason: 'ACCOUNT_TAKEN' } })
    expect(made).toMatchObject({ outcome: 'failure', reason: 'ACCOUNT_TAKEN', meta: { provider: 'google' } })
    expect(made.meta).not.toHaveProperty('reason')
  })

  it('keeps a hostile user agent short, in one line, and well formed', () => {
    const userAgent = `a\n{"forged":1}\u0000\ud800 Bearer abcdefghijkl ${'x'.repeat(5_000)}`
    const made = draft({ userAgent })
    expect(made.userAgent).toMatch(/^a \{"forged":1\} \ufffd Bearer \[redacted\] x+…$/)
    expect(made.userAgent).toHaveLength(300)
  })

  it('is not lost for what somebody put beside it', () => {
    const data = { deep: [[[[[[[[[[1]]]]]]]]]], when: 1 }
    expect(draft({ data }).meta).toEqual({ left_out: 'meta: expected at most 8 levels' })
  })
})
