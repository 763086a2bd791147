import type { Requirement } from '../requirement.ts'

/** V12. */
export const transport: readonly Requirement[] = [
  {
    id: 'V12.1.1',
    asks: 'TLS 1.2 at least',
    shownBy: {
      'packages/adapters/node/test/tls.test.ts': ['serves over TLS, 1.2 at least'],
    },
    note: 'where Pylon ends TLS itself',
  },
  {
    id: 'V12.1.3',
    asks: 'client certificates are checked before they count',
    shownBy: {
      'packages/adapters/node/test/tls.test.ts': [
        'lets only clients with a certificate of the client authority through',
      ],
    },
  },
  {
    id: 'V12.3.2',
    asks: 'certificates of others are checked',
    shownBy: {
      'packages/net-guard/src/tls.test.ts': [
        'refuses a certificate of another name',
        'refuses to go on without it, even to the same host',
      ],
      'packages/email/src/transports/smtp.test.ts': ['refuses to send without it when it is required'],
    },
  },
]
