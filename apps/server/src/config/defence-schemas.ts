import { z } from 'zod'

const origin = z.url({ protocol: /^https?$/ })
const method = z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const headerName = z.string().regex(/^[\w!#$%&'*+\-.^`|~]{1,100}$/, 'expected the name of a header')
const headerText = z.union([z.string().min(1), z.literal(false)]).optional()
const path = z.string().startsWith('/').max(1_000)
const secs = z.int().min(1).max(3_153_600_000)
const jsonSchema = z.union([z.record(z.string(), z.unknown()), z.boolean()])

const sink = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('file'),
    path: z.string().min(1),
    max_bytes: z.int().min(1_024).max(1_099_511_627_776).optional(),
  }),
  z.strictObject({ type: z.literal('stdout') }),
  z.strictObject({ type: z.literal('webhook'), url: origin, secret: z.string().min(32) }),
  z.strictObject({
    type: z.literal('s3'),
    bucket: z.string().min(1),
    prefix: z.string().max(500).optional(),
    region: z.string().min(1).optional(),
    endpoint: origin.optional(),
    object_lock_days: z.int().min(1).max(36_500).optional(),
  }),
])

/** One sink of the audit log, as it stands in the manifest. */
export type SinkSettings = z.infer<typeof sink>

/** The options of the plugins that wrap requests, as they stand in a manifest. */
export const defenceSchemas = {
  rate_limit: z.strictObject({
    max_requests: z.int().min(1).max(1_000_000).optional(),
    window_secs: z.int().min(1).max(86_400).optional(),
    scope: z.enum(['ip', 'user', 'ip+user']).optional(),
    route: path.optional(),
    methods: z.array(method).min(1).optional(),
    exempt_admins: z.boolean().optional(),
    ipv6_prefix: z.int().min(1).max(128).optional(),
    on_store_error: z.enum(['allow', 'deny']).optional(),
    headers: z.enum(['draft-7', 'draft-8', 'legacy', 'off']).optional(),
    backend: z.enum(['shared', 'memory']).optional(),
  }),
  cors: z.strictObject({
    allowed_origins: z.array(z.string().min(1)).optional(),
    allowed_methods: z.array(method).optional(),
    allowed_headers: z.array(headerName).optional(),
    exposed_headers: z.array(headerName).optional(),
    max_age_secs: z.int().min(0).max(31_536_000).optional(),
    allow_credentials: z.boolean().optional(),
  }),
  headers: z.strictObject({
    content_security_policy: z
      .union([
        z.string().min(1),
        z.literal(false),
        z.record(z.string(), z.union([z.array(z.string()), z.literal(false)])),
      ])
      .optional(),
    strict_transport_security: headerText,
    content_type_options: headerText,
    referrer_policy: headerText,
    permissions_policy: headerText,
    cross_origin_opener_policy: headerText,
    cross_origin_resource_policy: headerText,
    frame_options: headerText,
  }),
  csrf: z.strictObject({
    trusted_origins: z.array(origin).optional(),
    exempt_paths: z.array(path).optional(),
    mode: z.enum(['origin', 'double_submit']).optional(),
  }),
  session_expiry: z.strictObject({
    max_age_secs: secs.optional(),
    idle_timeout_secs: secs.optional(),
    refresh_on_use: z.boolean().optional(),
    touch_interval_secs: z.int().min(1).max(3_600).optional(),
  }),
  validation: z.strictObject({
    routes: z.array(
      z.strictObject({
        method,
        path,
        body: jsonSchema.optional(),
        query: jsonSchema.optional(),
        params: jsonSchema.optional(),
        url_allowlist: z.record(z.string(), z.array(origin).min(1)).optional(),
      }),
    ),
  }),
  captcha: z.strictObject({
    provider: z.enum(['turnstile', 'hcaptcha', 'recaptcha']),
    secret: z.string().min(1),
    min_score: z.number().min(0).max(1).optional(),
    expected_hostname: z.string().optional(),
    verify_url: origin.optional(),
  }),
  audit_log: z.strictObject({
    entities: z.array(z.string().min(1).max(100)).optional(),
    required: z.boolean().optional(),
    retention_days: z.int().min(1).max(36_500).nullable().optional(),
    checkpoint_every: z.int().min(1).max(1_000_000).optional(),
    sinks: z.array(sink).optional(),
  }),
}
