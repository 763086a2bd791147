import { FieldReader, type JsonObject } from '@pylon/core'

/** The `code` of a body, as typed. */
export function parseCode(body: JsonObject): string {
  const fields = new FieldReader(body)
  const code = fields.string('code')
  fields.check()
  return code
}
