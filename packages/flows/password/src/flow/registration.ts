import {
  FieldReader,
  invalidEmail,
  type JsonObject,
  missingEmail,
  newUser,
  normalizeEmail,
  type RequestContext,
  type Stores,
  type User,
} from '@pylon/core'
import { missingPassword } from './errors.ts'
import type { PasswordFlowParts } from './password-flow.ts'
import { credentialsSchema } from './schemas.ts'

/** What somebody who registers gives. */
export interface Registration {
  /** Normal form. */
  readonly email: string
  readonly password: string
  readonly displayName: string | null
}

/** Reads a registration and checks its password, before any hashing. */
export async function readRegistration(
  { passwords, acceptPassword }: PasswordFlowParts,
  ctx: RequestContext,
): Promise<Registration> {
  await passwords.queue.requireRoom() // under a flood nothing is read or parsed for those who will be refused
  const wanted = parseRegistration(await ctx.json())
  await acceptPassword(wanted.password, wanted.email)
  return wanted
}

function parseRegistration(body: JsonObject): Registration {
  const fields = new FieldReader(body)
  const email = fields.string('email', {}, missingEmail())
  const password = fields.string('password', {}, missingPassword())
  const displayName = fields.optionalString('display_name', { maxLength: 200, allowControlCharacters: false })
  fields.check()
  const address = normalizeEmail(email)
  if (address === null) throw invalidEmail()
  return { email: address, password, displayName }
}

export interface HashedRegistration extends Omit<Registration, 'password'> {
  readonly hash: string
}

/** Inserts the user and their password, in a transaction; null when the email is taken. */
export async function insertUser(
  tx: Stores,
  { email, displayName, hash }: HashedRegistration,
  isEmailVerified: boolean,
  now: number,
): Promise<User | null> {
  const user = newUser({ email, isEmailVerified, displayName }, now)
  if (!(await tx.users.insert(user))) return null
  await tx.credentials.put({ userId: user.id, kind: 'password', value: hash, step: 0, updatedAt: now })
  return user
}

export const registrationSchema: JsonObject = {
  ...credentialsSchema,
  properties: {
    ...(credentialsSchema.properties as JsonObject),
    display_name: { type: ['string', 'null'], maxLength: 200 },
    captcha_token: { type: 'string' },
  },
}

export const registrationErrors: readonly string[] = [
  'MISSING_EMAIL',
  'INVALID_EMAIL',
  'MISSING_PASSWORD',
  'WEAK_PASSWORD',
  'PWNED_PASSWORD',
  'CAPTCHA_FAILED',
]
