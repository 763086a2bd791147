import { fillPlaces } from './places.ts'
import type { EmailTemplate, EmailValues } from './template.ts'
import { escapeHtml, placeValue } from './value.ts'

/**
 * Fills a template: values lose line breaks and control characters, and are escaped in `html`.
 *
 * Throws for a place without a value, a value over 4096 characters, and a `{{url}}` or `{{…_url}}` that is not http(s).
 * A subject of more than 255 characters is cut.
 *
 * @example
 * import { renderEmail } from '@pylon/email'
 *
 * const template = { subject: 'Hello {{name}}', text: 'Hello {{name}}', html: '<p>Hello {{name}}</p>' }
 * renderEmail(template, { name: 'Ada' }).subject // 'Hello Ada'
 */
export function renderEmail({ subject, text, html }: EmailTemplate, values: EmailValues): EmailTemplate {
  return {
    subject: cut(fillPlaces(subject, name => placeValue(values, name)).trim()),
    text: fillPlaces(text, name => placeValue(values, name)),
    html: fillPlaces(html, name => escapeHtml(placeValue(values, name))),
  }
}

const cut = (subject: string): string =>
  subject.length <= 255 ? subject : `${subject.slice(0, 254).replace(/[\uD800-\uDBFF]$/, '')}…`
