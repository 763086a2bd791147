import type { Requirement } from '../requirement.ts'

const templates = 'packages/email/src/templates/templates.test.ts'

/** V1. */
export const encoding: readonly Requirement[] = [
  {
    id: 'V1.1.1',
    asks: 'input is decoded once, before it is judged',
    shownBy: {
      'packages/core/src/router.test.ts': ['takes one decoded segment as a parameter'],
      'apps/server/test/hostile.test.ts': ['knows a path by one spelling'],
    },
  },
  {
    id: 'V1.1.2',
    asks: 'output is escaped last',
    shownBy: {
      'packages/core/src/action-page.test.ts': ['writes what it is given as text, wherever it stands'],
      [templates]: ['fills each place once: a value with braces stays as it is'],
    },
  },
  {
    id: 'V1.2.1',
    asks: 'HTML, header and mail output is escaped for where it stands',
    shownBy: {
      'packages/core/src/action-page.test.ts': ['writes what it is given as text, wherever it stands'],
      [templates]: ['takes markup, line breaks and headers in a value as plain characters'],
      'packages/adapters/node/test/serve.test.ts': ['never sends a header that holds a line break'],
    },
  },
  {
    id: 'V1.2.2',
    asks: 'values in URLs are encoded, and only safe schemes pass',
    shownBy: {
      'packages/flows/totp/src/totp-url.test.ts': [
        'lets neither issuer nor account add parameters, or leave their place',
      ],
      [templates]: ['takes %j for no link'],
      'packages/core/src/redirect-target.test.ts': ['%j leads nowhere'],
    },
  },
  {
    id: 'V1.2.3',
    asks: 'no input becomes part of a script or of JSON by joining texts',
    shownBy: {
      'packages/flows/magic-code/test/page.test.ts': ['is the same for every token: none stands in it (%#)'],
      'packages/core/src/action-page.test.ts': ['allows the script and the style that stand in it, and nothing else'],
    },
  },
  {
    id: 'V1.2.4',
    asks: 'queries bind their values',
    shownBy: {
      'packages/testkit/src/users/list-cases.ts': [
        'list: wildcards, quotes and backslashes in a query mean themselves',
      ],
      'packages/testkit/src/sessions/find-cases.ts': [
        'find: answers null for what is not there, whatever characters it is asked for',
      ],
      'packages/stores/postgres/src/with-auth.test.ts': ['takes hostile ids for what they are'],
    },
  },
  {
    id: 'V1.3.3',
    asks: 'texts for other places are cleaned and cut',
    shownBy: {
      'packages/core/src/sessions/device.test.ts': ['prefers the label, cleans it and cuts it at 200 characters'],
      'packages/core/src/field-reader.test.ts': [
        'counts code points, and refuses control characters where they have no place',
      ],
    },
  },
  {
    id: 'V1.3.6',
    asks: 'no request of the server can be steered to where it must not go (SSRF)',
    shownBy: {
      'packages/security/src/validation/validation.test.ts': [
        'keeps the URLs in named fields, of body and query, on their list',
      ],
      'apps/server/test/defences/production-manifest.test.ts': [
        'SSRF: what the server is made to fetch cannot be in private space, and URLs in bodies are held to a list',
      ],
      'packages/net-guard/src/blocked-redirects.test.ts': [
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the title as it stands in the file
        'refuses redirects to both ends of every blocked range, in ${hosts.length} places',
      ],
      'packages/net-guard/src/check-url.test.ts': ['%s is refused as a host', '%s has a scheme that is not allowed'],
      'packages/net-guard/src/rebinding.test.ts': [
        'connects to the address that was checked, and asks the resolver once',
      ],
      'packages/net-guard/src/guarded-fetch.test.ts': ['to the private %s are refused', '%s never sees a request'],
    },
  },
  {
    id: 'V1.3.7',
    asks: 'input is never read as a template',
    shownBy: {
      [templates]: ['fills each place once: a value with braces stays as it is'],
    },
  },
  {
    id: 'V1.3.11',
    asks: 'input for mails cannot add headers or recipients',
    shownBy: {
      'packages/email/src/check-message.test.ts': ['is not %j', 'refuses the subject %j'],
      'packages/email/src/outbox/end-to-end.test.ts': [
        'lets no value of an invitation reach a header or another recipient',
      ],
    },
  },
  {
    id: 'V1.3.12',
    asks: 'no regular expression runs away',
    shownBy: {
      'packages/core/src/email-address.test.ts': ['is quick about hostile text'],
      'packages/flows/password/src/policy.test.ts': ['judges 100 kB of %s in under 10 ms'],
      'packages/flows/jwt/src/verify.test.ts': ['refuses what is full of %s as fast as anything'],
      'apps/server/src/log.test.ts': ['is quick about a long hostile line'],
    },
  },
  {
    id: 'V1.4.2',
    asks: 'numbers out of range are refused',
    shownBy: {
      'packages/flows/jwt/src/verify.test.ts': ['refuses times that are no finite numbers'],
      'packages/flows/totp/src/verify-totp.test.ts': ['ends at once at the time %d'],
    },
  },
  {
    id: 'V1.5.2',
    asks: 'what is read from outside becomes plain data and nothing else',
    shownBy: {
      'apps/server/test/hostile.test.ts': ['refuses wrong types, lone surrogates and a body that sets prototypes'],
      'packages/core/src/field-reader.test.ts': ['reads own members alone'],
      'packages/core/src/app.test.ts': [
        'refuses %s as INVALID_JSON',
        'takes a body 32 deep and refuses one 33 deep, or 30,000',
      ],
    },
  },
]
