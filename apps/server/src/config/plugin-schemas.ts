import { z } from 'zod'

/** Every plugin name of the contract, built or not. */
export const pluginNames: readonly string[] = [
  'rate_limit',
  'cors',
  'csrf',
  'net_guard',
  'password_auth',
  'totp',
  'api_keys',
  'jwt',
  'session_expiry',
  'audit_log',
  'headers',
  'validation',
  'captcha',
]

const notYet = z.literal(false, 'not in this version')

const pepperKey = { id: z.string().regex(/^[\w.-]{1,8}$/), key: z.string().min(32) }

/** The options of the plugins that are built, as they stand in a manifest. */
export const pluginSchemas = {
  csrf: z.strictObject({
    trusted_origins: z.array(z.url({ protocol: /^https?$/ })).optional(),
    exempt_paths: z.array(z.string().startsWith('/')).optional(),
    mode: z.literal('origin', 'only "origin" is in this version').optional(),
  }),
  password_auth: z.strictObject({
    memory_cost_kib: z.int().min(8).max(262_144).optional(),
    time_cost: z.int().min(1).max(16).optional(),
    parallelism: z.int().min(1).max(16).optional(),
    min_length: z.int().min(1).max(256).optional(),
    require_email_verified: z.boolean().optional(),
    enumeration_safe: notYet.optional(),
    max_failures: z.int().min(1).max(1000).optional(),
    window_secs: z.int().min(1).max(86_400).optional(),
    breach_check: z.literal('off', 'only "off" is in this version').optional(),
    max_concurrent: z.int().min(1).max(256).optional(),
    max_queued: z.int().min(0).max(100_000).optional(),
    pepper: z.strictObject({ ...pepperKey, previous: z.array(z.strictObject(pepperKey)).optional() }).optional(),
  }),
}

export type PluginSettings = typeof pluginSchemas
