import { hash } from 'node:crypto'
import type { Reply } from './reply.ts'

export interface ActionPage {
  readonly title: string
  readonly text: string
  readonly button: string
  /** What the page says when it worked and there is nowhere to go on to. */
  readonly done: string
  /** Added to the page's own path, which the button posts to otherwise. */
  readonly pathSuffix?: string
  /** A password that people fill in; its name in the body, and what stands before it. */
  readonly password?: { readonly name: string; readonly label: string }
}

/**
 * A page with one button, which posts the token in the page's own URL as JSON: where a link in a mail leads. Opening it
 * changes nothing, for mail scanners follow links. It is the same for every token, so that none can put anything into
 * it; nothing is loaded from elsewhere, and nobody may frame it.
 *
 * @example
 * import { actionPageReply } from '@pylon/core'
 *
 * const reply = actionPageReply({ title: 'Join', text: 'You were invited.', button: 'Accept', done: 'You are in.' })
 */
export function actionPageReply(page: ActionPage): Reply {
  return { status: 200, headers: headers(), body: html(page) }
}

const html = ({ title, text, button, done, pathSuffix = '', password }: ActionPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p role="status">${escapeHtml(text)}</p>
${password === undefined ? '' : passwordHtml(password)}<button type="button" data-suffix="${escapeHtml(pathSuffix)}" data-done="${escapeHtml(done)}">${escapeHtml(button)}</button>
<noscript><p>This page needs JavaScript.</p></noscript>
</main>
<script>${script}</script>
</body>
</html>
`

const passwordHtml = ({ name, label }: NonNullable<ActionPage['password']>): string =>
  `<label>${escapeHtml(label)}<input type="password" name="${escapeHtml(name)}" autocomplete="new-password"></label>\n`

const style =
  'body{margin:0;min-height:100vh;display:grid;place-items:center;font:1rem/1.5 system-ui,sans-serif}' +
  'main{max-width:26rem;padding:1.5rem;text-align:center}' +
  'input{font:inherit;display:block;width:100%;box-sizing:border-box;margin:.3rem 0 1rem;padding:.5rem}' +
  'button{font:inherit;padding:.6rem 1.6rem;cursor:pointer}'

/** What differs from page to page stands in attributes: the script is always the same text. */
const script = `
const button = document.querySelector('button')
const status = document.querySelector('p')
const input = document.querySelector('input')
button.addEventListener('click', async () => {
  button.disabled = true
  try {
    const token = new URLSearchParams(location.search).get('token') || ''
    const body = JSON.stringify(input ? { token, [input.name]: input.value } : { token })
    const headers = { 'Content-Type': 'application/json' }
    const csrf = /(?:^|; )(?:__Host-)?pylon_csrf=([^;]+)/.exec(document.cookie)
    if (csrf) headers['X-CSRF-Token'] = csrf[1]
    const response = await fetch(location.pathname + (button.dataset.suffix || ''), { method: 'POST', headers, body })
    const answer = await response.json()
    if (answer.callback_url) return location.replace(answer.callback_url)
    if (answer.error) status.textContent = answer.error.message
    else if (answer.challenge) status.textContent = 'One more step is needed: go back to where you began to sign in.'
    else status.textContent = button.dataset.done
    const isLater = response.status >= 500 || response.status === 429 || answer.error?.code === 'AUTH_REQUIRED'
    const isOver = input ? response.ok : !isLater
    if (isOver && input) input.remove()
    if (isOver) return button.remove()
  } catch {
    status.textContent = 'That did not work. Check the connection and try again.'
  }
  button.disabled = false
})
`

const source = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`

const headers = (): Reply['headers'] => [
  ['Content-Type', 'text/html; charset=utf-8'],
  [
    'Content-Security-Policy',
    `default-src 'none'; script-src ${source(script)}; style-src ${source(style)}; connect-src 'self'; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ],
  ['Referrer-Policy', 'no-referrer'], // the token stands in the URL
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
]

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
