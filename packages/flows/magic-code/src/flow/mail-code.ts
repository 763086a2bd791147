import { eventFrom, hashToken, type Mailer, type RequestContext, type User } from '@pylon/core'
import type { MagicCodeFlowParts } from './magic-code-flow.ts'
import { versionOf } from './user-version.ts'

export interface CodeMail {
  readonly purpose: 'sign-in' | 'verification'
  readonly template: 'sign_in_code' | 'verify_email'
  readonly event: 'magic.code_sent' | 'email.verification_sent'
  readonly email: string
  /** Null when nobody has that address; the mail is the same. */
  readonly user: User | null
}

/** Sends a code, at most one a minute; answers it for development, where it may be shown. */
export async function mailCode(
  { codes, quota, clock, onEvent }: MagicCodeFlowParts,
  mailer: Mailer,
  ctx: RequestContext,
  { purpose, template, event, email, user }: CodeMail,
): Promise<string> {
  const digest = hashToken(email)
  const code = await quota.spend(`magic-code-send:${purpose}:${digest}`, 1, 60, async () => {
    const { code, expiresAt } = await codes.create(purpose, email, versionOf(user))
    const values = { code, minutes: '10' }
    await mailer.enqueue({ to: user?.email ?? email, template, values, key: `magic:${purpose}:${digest}`, expiresAt })
    return code
  })
  await onEvent(eventFrom(ctx, clock(), event, user?.id ?? null))
  return code
}
