import { actionPageReply, type Route } from '@pylon/core'

const page = {
  title: 'Change your email address',
  text: 'Continue only if you asked for this: the account that asked will have this address, and you will be signed in to it.',
  button: 'Change the address',
  done: 'The address is changed, and you are signed in.',
}

/** `GET /email/change/confirm`: where the link mailed to the new address leads. */
export function changePageRoute(): Route {
  const reply = actionPageReply(page)
  return {
    method: 'GET',
    path: '/email/change/confirm',
    auth: 'anyone',
    doc: {
      summary: 'A page with a button that confirms a new email address',
      query: { token: { type: 'string' } },
      answers: { 200: null },
    },
    handle: async () => reply,
  }
}
