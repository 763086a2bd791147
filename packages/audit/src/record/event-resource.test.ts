import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isKnownEvent, resourceOf } from './event-resource.ts'

const page = readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8')
const rows = page.split('\n').filter(line => line.startsWith('| `'))
const names = rows.flatMap(row => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(match => match[1] ?? ''))

describe('the resource of an event', () => {
  it('is known for every event of docs/events.md', () => {
    expect(names.length).toBeGreaterThan(50)
    expect(names.filter(name => !isKnownEvent(name))).toEqual([])
  })

  it('is the user for whatever signs in, so that who keeps users keeps sign-ins', () => {
    for (const name of ['session.created', 'session.new_device', 'sign_in.failed', 'sign_in.challenged']) {
      expect(resourceOf({ name, userId: 'usr_1', data: { session_id: 'ses_1' } })).toEqual({
        type: 'User',
        id: 'usr_1',
      })
    }
  })

  it.each([
    ['session.revoked', { session_id: 'ses_1' }, { type: 'Session', id: 'ses_1' }],
    ['session.revoked', { revoked_count: 2 }, { type: 'Session', id: null }],
    ['api_key.created', { api_key_id: 'key_1' }, { type: 'ApiKey', id: 'key_1' }],
    ['member.removed', { org_id: 'org_1', member_id: 'usr_2' }, { type: 'Membership', id: 'usr_2' }],
    ['member.joined', { org_id: 'org_1' }, { type: 'Membership', id: 'usr_1' }],
    ['org.selected', { org_id: null }, { type: 'Organization', id: null }],
    ['email.sent', { template: 'x' }, { type: 'Email', id: null }],
    ['purchase_order.paid', {}, { type: 'PurchaseOrder', id: null }],
  ] as const)('of %s with %o is %o', (name, data, resource) => {
    expect(resourceOf({ name, userId: 'usr_1', data })).toEqual(resource)
  })
})
