import { hash } from 'node:crypto'
import type { Reply } from './reply.ts'

export interface ActionPage {
  readonly title: string
  readonly text: string
  readonly button: string
  /** What the page says when it is done and there is nowhere to go on to. */
  readonly done: string
  /** Where the button posts to, by JSON. */
  readonly action: string
  /** Goes along as `token`, whatever it is. */
  readonly token: string
  /** A field that people fill in; its name in the body. */
  readonly input?: { readonly name: string; readonly label: string; readonly type: 'password' }
}

/**
 * A page with one button that posts a token by JSON: what follows a link in a mail changes nothing, for mail scanners
 * follow links too. Nothing is loaded from elsewhere, no script but its own runs, and no one may frame it.
 *
 * @example
 * import { actionPageReply } from '@pylon/core'
 *
 * const reply = actionPageReply({
 *   title: 'Join',
 *   text: 'You were invited.',
 *   button: 'Accept',
 *   done: 'You are in.',
 *   action: '/api/join',
 *   token: 'pylonv_…',
 * })
 */
export function actionPageReply(page: ActionPage): Reply {
  return { status: 200, headers: headers(), body: html(page) }
}

/** Reads what differs from page to page out of attributes, so that the script is always the same text. */
const script = `
const form = document.querySelector('form')
const status = document.querySelector('[role=status]')
form.addEventListener('submit', async event => {
  event.preventDefault()
  form.querySelector('button').disabled = true
  const body = { ...Object.fromEntries(new FormData(form)), token: form.dataset.token }
  const answer = await fetch(form.dataset.action, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).then(response => response.json(), () => ({ error: { message: 'The server did not answer; try again.' } }))
  form.querySelector('button').disabled = false
  if (answer.error) status.textContent = answer.error.message
  else if (answer.callback_url) location.replace(answer.callback_url)
  else { form.hidden = true; status.textContent = form.dataset.done }
})
`

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 28rem; margin: 15vh auto; padding: 0 1rem; }
button, input { font: inherit; padding: .5rem 1rem; } input { display: block; margin: .5rem 0 1rem; }
`

const source = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`

const headers = (): Reply['headers'] => [
  ['Content-Type', 'text/html; charset=utf-8'],
  [
    'Content-Security-Policy',
    `default-src 'none'; script-src ${source(script)}; style-src ${source(style)}; connect-src 'self'; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ],
  ['Referrer-Policy', 'no-referrer'], // the token stands in the address
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
]

const html = ({ title, text, button, done, action, token, input }: ActionPage): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
<form data-action="${escapeHtml(action)}" data-token="${escapeHtml(token)}" data-done="${escapeHtml(done)}">
${input === undefined ? '' : inputHtml(input)}<button>${escapeHtml(button)}</button>
</form>
<p role="status"></p>
<script>${script}</script>
</html>
`

const inputHtml = ({ name, label, type }: NonNullable<ActionPage['input']>): string =>
  `<label>${escapeHtml(label)} <input name="${escapeHtml(name)}" type="${type}" required autocomplete="new-password"></label>\n`

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
