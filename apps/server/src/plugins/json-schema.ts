import { ConfigError } from '@pylon/core'
import type { StandardIssue, StandardSchema } from '@pylon/security/validation'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

export interface JsonSchemaOptions {
  /** Reads numbers and booleans out of texts: what stands in a URL is nothing else. Default false. */
  readonly coerceTexts?: boolean
}

/** Makes of a JSON Schema (2020-12, with formats) what the validation plugin takes. Throws `ConfigError`. */
export function compileJsonSchema(
  name: string,
  schema: object | boolean | undefined,
  { coerceTexts = false }: JsonSchemaOptions = {},
): StandardSchema | undefined {
  if (schema === undefined) return undefined
  const validate = compile(name, schema, coerceTexts)
  return {
    '~standard': {
      version: 1,
      vendor: 'ajv',
      validate: value =>
        validate(coerceTexts ? structuredClone(value) : value)
          ? { value }
          : { issues: (validate.errors ?? []).map(toIssue) },
    },
  }
}

function compile(name: string, schema: object | boolean, coerceTypes: boolean): ReturnType<Ajv2020['compile']> {
  const ajv = new Ajv2020({ allowUnionTypes: true, coerceTypes }) // one for each: two routes may use the same `$id`
  addFormats.default(ajv)
  try {
    return ajv.compile(schema)
  } catch (error) {
    throw new ConfigError([`${name}: ${(error as Error).message}`])
  }
}

function toIssue({ instancePath, message = 'is not valid', params }: ErrorObject): StandardIssue {
  const path = instancePath.split('/').slice(1).map(unescapePointer)
  const member: unknown = params.missingProperty ?? params.additionalProperty // which stands beside the path
  return { message, path: typeof member === 'string' ? [...path, member] : path }
}

/** RFC 6901 §4. */
const unescapePointer = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~')
