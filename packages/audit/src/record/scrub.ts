/**
 * Strikes out what looks like a secret, and what a log line must not hold; cuts to `maxLength` characters.
 * A text beyond 64 KiB is not looked through: a long one with a token across the cut would keep half of it.
 */
export function cleanText(text: string, maxLength: number): string {
  if (text.length > maxScrubbed) return '[too long]'
  const scrubbed = scrub(text.toWellFormed().replace(controls, ' '))
  return scrubbed.length <= maxLength ? scrubbed : `${scrubbed.slice(0, maxLength - 1).toWellFormed()}…`
}

const maxScrubbed = 65_536

const controls = /\p{Cc}/gu

const scrub = (text: string): string =>
  text.length < shortestSecret ? text : secretForms.reduce((rest, form) => rest.replace(form, redacted), text)

/** What stands where a secret stood. */
export const redacted = '[redacted]'

const shortestSecret = 7

/** Each begins at one place of a run and reads it once: the time grows with the text alone. */
const secretForms = [
  /pylon[a-z]{0,16}_[0-9a-f]{9,}/g, // the first 8 digits are public
  /[0-9a-f]{64,}/g, // every token and challenge of ours ends so
  /\bpk\.[\w-]{1,200}\.[\w-]{1,200}/g,
  /(?<![\w-])eyJ[\w-]{1,8192}\.[\w-]{1,8192}\.[\w-]{0,8192}/g,
  /\b(?:sk|rk)_(?:live|test)_\w{8,200}|\bgh[pousr]_\w{20,200}|\bxox[abprs]-[\w-]{8,200}|\bAKIA[0-9A-Z]{16}\b/g,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,16384}/g,
  /(?<=\b(?:bearer|basic) {1,4})[^\s"\\]{6,8192}/gi,
  /(?<=:\/\/[^\s"/:@]{0,200}:)[^\s"/@]{1,200}(?=@)/g,
  /(?<=[?&#](?:code|token|access_token|id_token|refresh_token|secret|password|key|api_key|state)=)[^&#\s"]{1,8192}/gi,
]
