import type { Requirement } from '../requirement.ts'

const headers = 'packages/security/src/headers/headers.test.ts'
const defences = 'apps/server/test/browser/defences.test.ts'
const mailPages = 'apps/server/test/browser/mail-pages.test.ts'

/** V3. */
export const web: readonly Requirement[] = [
  {
    id: 'V3.2.1',
    asks: 'an answer is not taken for something else by a browser',
    shownBy: {
      [headers]: ['gives every answer the whole set, refusals too'],
      'packages/flows/magic-code/test/page.test.ts': [
        '%s is a page with one button, out of reach of other pages and caches',
      ],
    },
  },
  {
    id: 'V3.2.2',
    asks: 'text is shown as text',
    shownBy: {
      'packages/core/src/action-page.test.ts': ['writes what it is given as text, wherever it stands'],
    },
  },
  {
    id: 'V3.3.1',
    asks: 'cookies are Secure and their names have a prefix',
    shownBy: {
      [defences]: ['keeps session cookies from scripts, subdomains, plain http and other sites'],
      'packages/core/src/cookie.test.ts': ['carries __Host-, HttpOnly, Secure and SameSite=Lax by default'],
      [mailPages]: ['sets cookies that only this host reads, over https, and no script'],
    },
    note: 'with a cookie domain there is no prefix',
  },
  {
    id: 'V3.3.2',
    asks: 'SameSite fits the purpose of each cookie',
    shownBy: {
      'packages/core/src/cookie.test.ts': [
        'carries __Host-, HttpOnly, Secure and SameSite=Lax by default',
        'refuses SameSite none without secure, and what does not fit a header',
      ],
      'packages/flows/oauth/test/apple.test.ts': ['binds the state by a cookie that comes along from afar'],
    },
  },
  {
    id: 'V3.3.3',
    asks: 'cookies carry `__Host-` unless hosts share them',
    shownBy: {
      'packages/core/src/cookie.test.ts': [
        'carries __Host-, HttpOnly, Secure and SameSite=Lax by default',
        'drops the prefix with a domain, which __Host- does not allow, and without secure',
      ],
    },
  },
  {
    id: 'V3.4.1',
    asks: 'HSTS for a year at least, subdomains included',
    shownBy: {
      [headers]: [
        'gives every answer the whole set, refusals too',
        'never sends HSTS where the server is reached by plain http, or that is not known',
      ],
    },
    note: 'where the public URL is https',
  },
  {
    id: 'V3.4.2',
    asks: 'CORS answers listed origins alone',
    shownBy: {
      'packages/security/src/cors/cors.test.ts': [
        'are compared whole: %s is none of ours',
        'of another origin, and of none, gets no CORS header, and still Vary',
      ],
      [defences]: [
        'lets scripts of an allowed origin read answers and what is exposed, and no others',
        'never takes a sandboxed frame for an allowed origin, be it on a page of one',
      ],
    },
  },
  {
    id: 'V3.4.3',
    asks: 'a Content-Security-Policy that loads nothing by itself',
    shownBy: {
      [headers]: [
        'gives every answer the whole set, refusals too',
        'of a request is named by the policy of its reply, for scripts and styles',
      ],
      [defences]: ['run the script with the nonce and no other, and say nothing that the browser does not know'],
    },
    note: '`object-src` falls back to `default-src: none`',
  },
  {
    id: 'V3.4.4',
    asks: 'nosniff on every answer',
    shownBy: {
      [headers]: ['gives every answer the whole set, refusals too'],
    },
  },
  {
    id: 'V3.4.5',
    asks: 'a referrer policy',
    shownBy: {
      [headers]: ['gives every answer the whole set, refusals too'],
      [mailPages]: ['does not tell its address, in which the token stands, to the page after it'],
    },
  },
  {
    id: 'V3.4.6',
    asks: 'no framing',
    shownBy: {
      [defences]: ['let no page be framed'],
      [mailPages]: ['is shown in no frame of another site'],
    },
  },
  {
    id: 'V3.4.8',
    asks: 'documents are cut off from their openers',
    shownBy: {
      [defences]: ['cut a page off from the window that opened it'],
      [headers]: ['gives every answer the whole set, refusals too'],
    },
  },
  {
    id: 'V3.5.1',
    asks: 'requests of other sites are told apart (CSRF)',
    shownBy: {
      'packages/security/src/csrf/double-submit.test.ts': [
        'without the token is refused, though it comes from our own page',
      ],
      [defences]: [
        'refuses forms and calls of other origins, with the cookies that the browser sends along',
        'lets nobody be signed in by another site, though there is no cookie yet',
      ],
      'packages/security/src/csrf/csrf.test.ts': [
        'and %j: %s',
        'guards routes that sign somebody in even without a cookie',
      ],
      'apps/server/test/ways-in/who-may-call.test.ts': [
        '%s refuses another site, with and without cookies, and lets programs through',
      ],
    },
  },
  {
    id: 'V3.5.2',
    asks: 'no request without a preflight gets around that',
    shownBy: {
      [defences]: [
        'refuses forms and calls of other origins, with the cookies that the browser sends along',
        'lets a preflight stop what is not listed before it is sent',
      ],
      'packages/core/src/app.test.ts': ['refuses a body with %j'],
      'packages/security/src/csrf/csrf.test.ts': ['and %j: %s'],
    },
  },
  {
    id: 'V3.5.3',
    asks: 'GET changes nothing',
    shownBy: {
      [mailPages]: ['signs nobody in when it is opened, as scanners do, however often'],
      'packages/flows/magic-code/test/page.test.ts': [
        'redeems nothing however often it is opened: mail scanners follow links',
      ],
      'packages/flows/password/test/reset.test.ts': [
        'the page of the link uses nothing up and does not hold the token',
      ],
    },
  },
  {
    id: 'V3.5.8',
    asks: 'answers are not loaded into pages of other origins',
    shownBy: {
      [headers]: ['gives every answer the whole set, refusals too'],
      'packages/security/src/cors/cors.test.ts': [
        'of another origin, and of none, gets no CORS header, and still Vary',
      ],
    },
  },
  {
    id: 'V3.7.2',
    asks: 'browsers are sent to listed places alone',
    shownBy: {
      'packages/core/src/redirect-target.test.ts': ['%s leads to %s', '%j leads nowhere'],
      'apps/server/test/browser/oauth.test.ts': ['sends nobody to an origin that is not trusted'],
    },
  },
]
