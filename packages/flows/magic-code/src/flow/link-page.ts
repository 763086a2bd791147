import { actionPageReply, type Route } from '@pylon/core'

const page = { title: 'Sign in', text: 'Continue to sign in.', button: 'Sign in', done: 'You are signed in.' }

/** `GET /magic-link/verify`: where the mailed link leads. */
export function linkPageRoute(): Route {
  const reply = actionPageReply(page)
  return {
    method: 'GET',
    path: '/magic-link/verify',
    auth: 'anyone',
    doc: {
      summary: 'A page with a button that signs in with the link',
      query: { token: { type: 'string' } },
      answers: { 200: null },
    },
    handle: async () => reply,
  }
}
