import type { Requirement } from '../requirement.ts'

/** V4. */
export const api: readonly Requirement[] = [
  {
    id: 'V4.1.1',
    asks: 'every body has a Content-Type with its charset',
    shownBy: {
      'packages/adapters/node/test/message-boundaries.test.ts': ['names the character set of an answer'],
      'packages/flows/magic-code/test/page.test.ts': [
        '%s is a page with one button, out of reach of other pages and caches',
      ],
    },
  },
  {
    id: 'V4.1.3',
    asks: 'headers of proxies count from proxies alone',
    shownBy: {
      'packages/adapters/node/test/client-address.test.ts': [
        'believes the socket alone when no proxy is trusted, or the peer is none of them',
        'reads right to left, past trusted hops, to the first that is not',
      ],
      'packages/flows/magic-code/test/sign-in-link.test.ts': [
        'mails a link that begins with the public URL, whatever the request calls the host',
      ],
    },
  },
  {
    id: 'V4.1.4',
    asks: 'other methods than the known ones are refused',
    shownBy: {
      'packages/core/src/app.test.ts': [
        'tells an unknown path from a method that is not there',
        'answers HEAD as GET without a body, and OPTIONS with the methods',
      ],
    },
  },
  {
    id: 'V4.1.5',
    asks: 'messages that matter are signed themselves',
    shownBy: {
      'packages/audit/src/sinks/webhook-sink.test.ts': ['posts the records to the letter, signed with id and time'],
      'packages/email/src/transports/http.test.ts': ['to a webhook is signed over its time and its exact bytes'],
    },
    note: 'webhooks',
  },
  {
    id: 'V4.2.1',
    asks: 'where a request ends is read in one way (request smuggling)',
    shownBy: {
      'packages/adapters/node/test/message-boundaries.test.ts': [
        'refuses %s, and nothing that is hidden behind',
        'reads what follows a body of either kind as the next request',
      ],
    },
  },
]
