import type { JsonObject, RequestContext } from '@pylon/core'

/** The query as an object; a parameter that stands there more than once becomes a list, which a schema for one refuses. */
export const queryOf = (ctx: RequestContext): JsonObject => toObject(ctx.query)

/** The body, or the fields of a form where the route takes one; an empty object when there is none. */
export async function bodyOf(ctx: RequestContext): Promise<JsonObject> {
  if (!ctx.hasBody) return {}
  return ctx.route?.acceptsForm && isForm(ctx) ? toObject(await ctx.form()) : ctx.json()
}

const isForm = (ctx: RequestContext): boolean =>
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(ctx.header('content-type') ?? '')

function toObject(params: URLSearchParams): JsonObject {
  const values = new Map<string, string[]>()
  for (const [name, value] of params) {
    const list = values.get(name)
    if (list === undefined) values.set(name, [value])
    else list.push(value)
  }
  const single = ([name, list]: [string, string[]]): [string, string | string[]] => [
    name,
    list.length > 1 ? list : (list[0] ?? ''),
  ]
  return Object.fromEntries([...values].map(single)) // defines `__proto__` as any other name
}

/** What stands at a dotted path, as one name or as several; own members alone, so that none is inherited. */
export function valuesAt(object: JsonObject, path: string): readonly unknown[] {
  return [memberOf(object, path), path.split('.').reduce<unknown>(memberOf, object)]
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name] // an object, checked above
    : undefined
