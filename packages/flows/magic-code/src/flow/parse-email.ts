import { FieldReader, invalidEmail, type JsonObject, missingEmail, normalizeEmail } from '@pylon/core'

/** The normal form of a body's `email`; throws `MISSING_EMAIL`, `INVALID_EMAIL`. */
export function parseEmail(body: JsonObject): string {
  const fields = new FieldReader(body)
  const text = fields.string('email', {}, missingEmail())
  fields.check()
  const email = normalizeEmail(text)
  if (email === null) throw invalidEmail()
  return email
}
