import { htmlPlaceProblems } from './html-places.ts'
import { hasStrayBraces, listPlaces } from './places.ts'
import type { EmailTemplate } from './template.ts'

/** Everything that is wrong with a template, given what it may and must hold. */
export function templateProblems(template: EmailTemplate, places: readonly string[]): string[] {
  if (typeof template !== 'object' || template === null) return ['expected subject, text and html']
  const parts = (['subject', 'text', 'html'] as const).map(part => [part, template[part]] as const)
  const missing = parts.filter(([, text]) => typeof text !== 'string' || text.trim() === '' || text.length > maxChars)
  if (missing.length > 0) return missing.map(([part]) => `${part}: expected 1 to ${maxChars} characters`)
  return [
    ...parts.flatMap(([part, text]) => placeProblems(part, text, places)),
    ...subjectProblems(template.subject),
    ...(['text', 'html'] as const).flatMap(part => secretProblems(part, template[part], places)),
    ...htmlPlaceProblems(template.html),
  ]
}

const maxChars = 100_000

function placeProblems(part: string, text: string, places: readonly string[]): string[] {
  const unknown = listPlaces(text).filter(name => !places.includes(name) && name !== 'app_name')
  return [
    ...unknown.map(name => `${part}: there is no value for {{${name}}}`),
    ...(hasStrayBraces(text) ? [`${part}: {{ and }} stand around the name of a value alone`] : []),
  ]
}

/** A subject is shown on lock screens and kept in the logs of every server on the way. */
function subjectProblems(subject: string): string[] {
  const secret = secretPlaces.filter(name => listPlaces(subject).includes(name))
  return [
    ...secret.map(name => `subject: {{${name}}} would be seen on lock screens and in the logs of mail servers`),
    ...(/[\p{Cc}\u2028\u2029]/u.test(subject) ? ['subject: expected one line'] : []),
  ]
}

/** A mail without its code or link is of no use, to the readers of either part. */
function secretProblems(part: string, text: string, places: readonly string[]): string[] {
  const missing = secretPlaces.filter(name => places.includes(name) && !listPlaces(text).includes(name))
  return missing.map(name => `${part}: expected {{${name}}} in it`)
}

const secretPlaces = ['code', 'url']
