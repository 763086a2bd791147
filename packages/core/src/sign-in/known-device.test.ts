import { expect, it } from 'vitest'
import type { RequestContext } from '../context.ts'
import { createCookie, parseCookie } from '../cookie.ts'
import { createKnownDevices } from './known-device.ts'

const cookie = createCookie({ name: 'pylon_known_device' })
const carrying = (header: string): RequestContext =>
  ({ cookie: (name: string) => parseCookie(header, name) }) as Partial<RequestContext> as RequestContext
const nothing = carrying('')

it('knows a device again for the email it signed in with, and for no other', () => {
  const devices = createKnownDevices({ cookie, secret: 'secret' })
  const marked = carrying(devices.mark(nothing, 'ada@example.com') ?? '')
  expect(devices.find(marked, 'ada@example.com')).toMatch(/^[0-9a-f]{32}$/)
  expect(devices.find(marked, 'eve@example.com')).toBeNull()
  expect(devices.mark(marked, 'ada@example.com')).toBeNull()
})

it('does not believe a mark that it did not sign', () => {
  const devices = createKnownDevices({ cookie, secret: 'secret' })
  const forged = createKnownDevices({ cookie, secret: 'other' }).mark(nothing, 'ada@example.com') ?? ''
  for (const header of [
    forged,
    '',
    `${cookie.name}=`,
    `${cookie.name}=.`,
    `${cookie.name}=abc.def`,
    `${cookie.name}=a.b.c`,
  ]) {
    expect(devices.find(carrying(header), 'ada@example.com')).toBeNull()
  }
})

it('still knows marks of the secret before', () => {
  const old = createKnownDevices({ cookie, secret: 'old' }).mark(nothing, 'ada@example.com') ?? ''
  const rotated = createKnownDevices({ cookie, secret: 'new', previousSecrets: ['old'] })
  expect(rotated.find(carrying(old), 'ada@example.com')).not.toBeNull()
})
