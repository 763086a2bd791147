import { type JsonObject, objectSchema } from '@pylon/core'

export const text: JsonObject = { type: 'string' }

export const codeSchema: JsonObject = objectSchema({ code: text })

export const backupCodesSchema: JsonObject = { type: 'array', items: text, minItems: 10, maxItems: 10 }

/** The same object with members that may be left out. */
export const withOptional = (schema: JsonObject, members: JsonObject): JsonObject => ({
  ...schema,
  properties: { ...(schema.properties as JsonObject), ...members }, // made by objectSchema
})
