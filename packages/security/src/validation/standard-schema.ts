import type { FieldProblem } from '@pylon/core'

/** What a schema must be able to do: https://standardschema.dev, version 1; zod, valibot, arktype and others can. */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>
  }
}

export type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

export interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** One of a body that has thousands of mistakes must not become an answer of megabytes. */
export const maxProblems = 20
const maxChars = 200
const maxDepth = 20

/** What a schema has against a value; `part` is `query`, `params`, or `body`, whose fields go without it. */
export async function problemsOf(schema: StandardSchema, value: unknown, part: string): Promise<FieldProblem[]> {
  const { issues } = await schema['~standard'].validate(value)
  if (issues === undefined) return []
  return issues.slice(0, maxProblems).map(({ path = [], message }) => ({
    path: shorten(pathOf(path, part)),
    message: shorten(String(message)),
  }))
}

function pathOf(path: NonNullable<StandardIssue['path']>, part: string): string {
  const names = path.slice(0, maxDepth).map(step => String(typeof step === 'object' ? step.key : step))
  return [...(part === 'body' && names.length > 0 ? [] : [part]), ...names].join('.')
}

const shorten = (text: string): string => text.slice(0, maxChars).toWellFormed()
