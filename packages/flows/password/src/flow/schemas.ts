import { type JsonObject, objectSchema } from '@pylon/core'

export const credentialsSchema: JsonObject = objectSchema({
  email: { type: 'string', maxLength: 254 },
  password: { type: 'string', maxLength: 1024 },
})
