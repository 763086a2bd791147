import { z } from 'zod'
import { defenceSchemas } from './defence-schemas.ts'

const pepperKey = { id: z.string().regex(/^[\w.-]{1,8}$/), key: z.string().min(32) }

const url = z.url({ protocol: /^https?$/ })
const claim = z.string().min(1).max(200)

/** The options of every plugin, as they stand in a manifest. */
export const pluginSchemas = {
  ...defenceSchemas,
  password_auth: z.strictObject({
    memory_cost_kib: z.int().min(8).max(262_144).optional(),
    time_cost: z.int().min(1).max(16).optional(),
    parallelism: z.int().min(1).max(16).optional(),
    min_length: z.int().min(1).max(256).optional(),
    require_email_verified: z.boolean().optional(),
    enumeration_safe: z.boolean().optional(),
    max_failures: z.int().min(1).max(1000).optional(),
    window_secs: z.int().min(1).max(86_400).optional(),
    breach_check: z.string().min(1).optional(),
    max_concurrent: z.int().min(1).max(256).optional(),
    max_queued: z.int().min(0).max(100_000).optional(),
    pepper: z.strictObject({ ...pepperKey, previous: z.array(z.strictObject(pepperKey)).optional() }).optional(),
  }),
  totp: z.strictObject({
    issuer: z
      .string()
      .regex(/^[^:\p{Cc}]{1,64}$/u, '1 to 64 characters without a colon')
      .optional(),
    algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']).optional(),
    digits: z.union([z.literal(6), z.literal(8)]).optional(),
    period_secs: z.int().min(10).max(300).optional(),
    window: z.int().min(0).max(10).optional(),
  }),
  api_keys: z.strictObject({
    default_lifetime_days: z.int().min(1).max(36_500).nullable().optional(),
    prefix: z
      .string()
      .regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,15}$/)
      .optional(),
    max_per_user: z.int().min(1).max(10_000).optional(),
    entity: z.string().optional(),
  }),
  jwt: z.strictObject({
    issuer: z.string().min(1),
    audience: z.string().min(1).optional(),
    jwks_url: url.optional(),
    secret: z.string().min(32).optional(),
    algorithms: z.array(z.enum(['HS256', 'RS256', 'ES256', 'EdDSA'])).optional(),
    user_id_claim: claim.optional(),
    user_id_prefix: z.string().max(100).optional(),
    roles_claim: claim.optional(),
    tenant_claim: claim.optional(),
    clock_skew_secs: z.int().min(0).max(600).optional(),
  }),
  net_guard: z.strictObject({
    allow_hosts: z.array(z.string().min(1)).optional(),
    allow_ports: z.array(z.int().min(1).max(65_535)).nullable().optional(),
    max_redirects: z.int().min(0).max(20).optional(),
    max_bytes: z.int().min(1).max(1_073_741_824).optional(),
    timeout_secs: z.number().min(0.1).max(300).optional(),
  }),
}

export type PluginSettings = typeof pluginSchemas
