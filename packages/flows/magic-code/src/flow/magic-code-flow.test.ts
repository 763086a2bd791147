import { ConfigError, createKeys, createSessions, createSignIn, type Flow } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { expect, it } from 'vitest'
import { magicCodeFlow } from './magic-code-flow.ts'

it('stops a start with a public URL or a trusted origin that is none', () => {
  for (const url of ['', 'id.example.com', '//id.example.com', 'javascript:alert(1)', 'https://id.example.com/?a=b']) {
    expect(() => flow(url)).toThrow(ConfigError)
    expect(() => flow('https://id.example.com', [url])).toThrow(ConfigError)
  }
  expect(flow('http://localhost:4321/prefix', ['https://app.example.com']).routes).toHaveLength(10)
})

it('marks every route that may answer with a grant, so that no other site can sign a browser in', () => {
  const { routes } = flow('https://id.example.com')
  expect(routes.filter(route => route.isSignIn).map(route => `${route.method} ${route.path}`)).toEqual([
    'POST /magic/verify',
    'POST /magic-link/verify',
    'POST /email/verify',
    'POST /email/change/confirm',
  ])
  expect(routes.filter(route => route.doc === undefined)).toEqual([])
})

function flow(publicUrl: string, trustedOrigins: readonly string[] = []): Flow {
  const stores = memoryStores()
  const sessions = createSessions({ store: stores.sessions })
  const signIn = createSignIn({ stores, sessions })
  const keys = createKeys({ secret: 'a secret of the tests' })
  return magicCodeFlow({ stores, sessions, signIn, keys, mailer: null, publicUrl, trustedOrigins })
}
