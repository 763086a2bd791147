import { createHash } from 'node:crypto'
import type { Reply } from '@pylon/core'

const style = `body{max-width:46rem;margin:3rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;color:#222;background:#fff}
h1{font-size:1.6rem}code,pre{font:14px/1.5 ui-monospace,monospace;background:#f4f4f4;padding:.1em .3em}
pre{padding:.8em;overflow-x:auto}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3em .6em .3em 0;border-bottom:1px solid #ddd;vertical-align:top}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}code,pre{background:#262626}a{color:#8bf}}`

const styleHash = createHash('sha256').update(style).digest('base64')

/** A page of plain HTML that may load nothing and run nothing. */
export function page(title: string, body: string): Reply {
  return {
    status: 200,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      [
        'Content-Security-Policy',
        `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      ],
      ['X-Content-Type-Options', 'nosniff'],
      ['Referrer-Policy', 'no-referrer'],
    ],
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style>${body}</html>`,
  }
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
