/**
 * Directives by name, each with its sources. The word `nonce` stands where the nonce of a request goes, an empty list
 * is a directive without sources, and false leaves one of the default ones out.
 */
export type CspDirectives = Readonly<Record<string, readonly string[] | false>>

/** A policy as it is sent. */
export interface Policy {
  readonly fixed: string
  withNonce(nonce: string): string
}

/** What an API answers loads nothing, sends nothing, and stands in no frame. */
const defaults: CspDirectives = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
}

type Directives = ReadonlyMap<string, readonly string[]>

/** A text is the whole policy; directives stand on top of the default ones. */
export function directivesOf(policy: string | CspDirectives): Directives {
  if (typeof policy === 'string') return new Map(policy.split(';').map(toDirective).filter(isNamed))
  if (typeof policy !== 'object' || policy === null) return new Map()
  const entries = Object.entries({ ...defaults, ...policy })
  return new Map(entries.filter((entry): entry is [string, readonly string[]] => entry[1] !== false))
}

function toDirective(text: string): [string, readonly string[]] {
  const [name = '', ...sources] = text.trim().split(/\s+/)
  return [name.toLowerCase(), sources]
}

const isNamed = ([name]: [string, readonly string[]]): boolean => name !== ''

export function policyOf(directives: Directives): Policy {
  const template = serialize(new Map([...directives, ...placesForNonce(directives)]), [`'nonce-${mark}'`])
  return { fixed: serialize(directives, []), withNonce: nonce => template.replaceAll(mark, nonce) }
}

const mark = '\0'

/** Scripts and styles, where the policy names no place itself; what allows all inline code would lose it by a nonce. */
function placesForNonce(directives: Directives): Directives {
  if ([...directives.values()].some(sources => sources.includes('nonce'))) return new Map()
  const places = ['script-src', 'style-src']
    .map(name => [name, directives.get(name) ?? directives.get('default-src') ?? []] as const)
    .filter(([, sources]) => !sources.includes("'unsafe-inline'"))
  return new Map(places.map(([name, sources]) => [name, [...sources.filter(source => source !== "'none'"), 'nonce']]))
}

function serialize(directives: Directives, nonce: readonly string[]): string {
  return [...directives].map(([name, sources]) => [name, ...withNonce(sources, nonce)].join(' ')).join('; ')
}

function withNonce(sources: readonly string[], nonce: readonly string[]): readonly string[] {
  const filled = sources.flatMap(source => (source === 'nonce' ? nonce : [source]))
  return filled.length === 0 && sources.length > 0 ? ["'none'"] : filled
}

/** A browser skips what it does not know, and the page is open: so every mistake stops the start. */
export function policyProblems(directives: Directives): readonly string[] {
  return [...directives].flatMap(([name, sources]) => {
    if (!directiveNames.has(name)) return [`contentSecurityPolicy: ${JSON.stringify(name)} is no directive`]
    if (!Array.isArray(sources)) return [`contentSecurityPolicy: ${name} is no list of sources`]
    return sources.filter(source => !isSource(source)).map(source => sourceProblem(name, source))
  })
}

function sourceProblem(name: string, source: unknown): string {
  const hint = isUnquoted(String(source)) ? ' stands in single quotes' : ' is no source'
  return `contentSecurityPolicy: ${name}: ${JSON.stringify(source)}${hint}`
}

/** A nonce that is written down is known to everybody: no source. */
const isSource = (source: unknown): boolean =>
  typeof source === 'string' &&
  !source.startsWith("'nonce-") &&
  /^('[\w+/=-]+'|[!-&(-+.-:<-~-]+)$/.test(source) &&
  !isUnquoted(source)

/** Without quotes these would name hosts. */
const isUnquoted = (source: string): boolean =>
  /^(self|none|unsafe-\w+|strict-dynamic|report-sample|wasm-unsafe-eval|(nonce|sha256|sha384|sha512)-.+)$/i.test(source)

const directiveNames: ReadonlySet<string> = new Set([
  ...['default-src', 'script-src', 'script-src-elem', 'script-src-attr', 'style-src', 'style-src-elem'],
  ...['style-src-attr', 'img-src', 'font-src', 'media-src', 'connect-src', 'object-src', 'child-src', 'frame-src'],
  ...['worker-src', 'manifest-src', 'fenced-frame-src', 'base-uri', 'form-action', 'frame-ancestors', 'sandbox'],
  ...['report-uri', 'report-to', 'require-trusted-types-for', 'trusted-types', 'upgrade-insecure-requests'],
])
