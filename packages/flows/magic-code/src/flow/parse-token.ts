import { FieldReader, type JsonObject } from '@pylon/core'

/** A body's `token`. */
export function parseToken(body: JsonObject): string {
  const fields = new FieldReader(body)
  const token = fields.string('token')
  fields.check()
  return token
}
