import { type HeaderList, type JsonObject, jsonReply, objectSchema, type Route, userOf } from '@pylon/core'
import type { TrustedDevice, TrustedDevices } from '../trusted-devices.ts'
import { deviceNotFound } from './errors.ts'
import { text } from './schemas.ts'
import { tell } from './tell.ts'
import type { TotpFlowParts } from './totp-flow.ts'

/** `GET /trusted-devices`: one's own, newest first. */
export function listDevicesRoute({ totp: { trustedDevices } }: TotpFlowParts): Route {
  return {
    method: 'GET',
    path: '/trusted-devices',
    auth: 'session',
    doc: {
      summary: 'Lists the browsers that skip the second factor, newest first',
      answers: { 200: { type: 'array', items: deviceSchema } },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const current = await trustedDevices.find(ctx, userId)
      const devices = await trustedDevices.list(userId)
      return jsonReply(
        200,
        devices.map(device => toWireDevice(device, current)),
      )
    },
  }
}

/** `DELETE /trusted-devices/:id`: one of one's own devices owes the second factor again. */
export function revokeDeviceRoute(parts: TotpFlowParts): Route {
  const { trustedDevices } = parts.totp
  return {
    method: 'DELETE',
    path: '/trusted-devices/:id',
    auth: 'session',
    doc: {
      summary: 'Ends the trust in one of your browsers',
      answers: { 200: objectSchema({ revoked: { const: true } }) },
      errors: { 404: ['DEVICE_NOT_FOUND'] },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const id = ctx.params.id ?? ''
      const current = await trustedDevices.find(ctx, userId)

      const revoked = await trustedDevices.revoke(userId, id)
      if (revoked.length === 0) throw deviceNotFound()
      await tell(parts, ctx, 'trusted_device.revoked', userId, { device_id: id })

      return jsonReply(200, { revoked: true }, current?.id === id ? clearedCookie(trustedDevices) : [])
    },
  }
}

/** `DELETE /trusted-devices`: every browser owes the second factor again. */
export function revokeAllDevicesRoute(parts: TotpFlowParts): Route {
  const { trustedDevices } = parts.totp
  return {
    method: 'DELETE',
    path: '/trusted-devices',
    auth: 'session',
    doc: {
      summary: 'Ends the trust in all of your browsers',
      answers: { 200: objectSchema({ revoked_count: { type: 'integer' } }) },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())

      const revoked = await trustedDevices.revoke(userId, null)
      await tell(parts, ctx, 'trusted_device.revoked', userId, { revoked_count: revoked.length })

      return jsonReply(200, { revoked_count: revoked.length }, clearedCookie(trustedDevices))
    },
  }
}

const time: JsonObject = { type: 'integer', description: 'unix seconds' }

const deviceSchema: JsonObject = objectSchema({
  id: text,
  label: { type: ['string', 'null'] },
  created_at: time,
  expires_at: time,
  current: { type: 'boolean' },
})

const toWireDevice = (device: TrustedDevice, current: TrustedDevice | null): Readonly<Record<string, unknown>> => ({
  id: device.id,
  label: device.label,
  created_at: device.createdAt,
  expires_at: device.expiresAt,
  current: device.id === current?.id,
})

const clearedCookie = ({ cookie }: TrustedDevices): HeaderList =>
  cookie === null ? [] : [['Set-Cookie', cookie.clear()]]
