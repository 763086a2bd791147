import type { Reply, Route } from '@pylon/core'
import { escapeHtml, page } from './page.ts'

/** Every route in one table, as a reader's way into `/openapi.json`. */
export function docsPage(routes: readonly Route[]): Reply {
  const rows = routes.map(
    ({ method, path, auth, doc }) =>
      `<tr><td><code>${method}</code></td><td><code>${escapeHtml(path)}</code></td><td>${auth}</td><td>${escapeHtml(doc?.summary ?? '')}</td></tr>`,
  )
  return page(
    'Pylon: routes',
    `<h1>Routes</h1>
<p>Bodies and answers are JSON; the schemas are in <a href="/openapi.json">openapi.json</a>. Send a session token as
<code>Authorization: Bearer pylon_…</code> or as the cookie that signing in sets.</p>
<table><tr><th>Method<th>Path<th>Who<th>What</tr>${rows.join('')}</table>`,
  )
}
