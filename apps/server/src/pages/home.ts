import type { Reply } from '@pylon/core'
import { escapeHtml, page } from './page.ts'

export function homePage(publicUrl: string): Reply {
  const url = escapeHtml(publicUrl)
  return page(
    'Pylon',
    `<h1>Pylon runs here</h1>
<p>This server gives applications sign-in and sessions. Its routes stand below <code>${url}/api/auth</code>.</p>
<pre>curl ${url}/api/auth/password/register \\
  -H 'Content-Type: application/json' \\
  -d '{"email":"ada@example.com","password":"a long pass phrase"}'</pre>
<ul>
<li><a href="/docs">Routes</a>, to read</li>
<li><a href="/openapi.json">openapi.json</a>, for tools</li>
<li><a href="/health">Health</a> and <a href="/ready">readiness</a></li>
</ul>`,
  )
}
