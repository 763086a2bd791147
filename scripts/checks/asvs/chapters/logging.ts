import type { Requirement } from '../requirement.ts'

const logLines = 'apps/server/test/log-lines.test.ts'

/** V16. */
export const logging: readonly Requirement[] = [
  {
    id: 'V16.1.1',
    asks: 'what is logged, where, and for how long is written down',
    shownBy: {},
    writtenIn: ['docs/events.md', 'SECURITY.md#logs'],
  },
  {
    id: 'V16.2.1',
    asks: 'entries say when, who, what and whence',
    shownBy: {
      [logLines]: [
        'logs a sign-in that worked and one that did not, with when, who and whence, and no address or secret',
      ],
      'packages/audit/src/record/draft-event.test.ts': [
        'is the user who just proved who they are, with the session that began',
      ],
      'apps/server/test/defences/audit.test.ts': ['shows the admin all of it, and whether it is whole'],
    },
  },
  {
    id: 'V16.2.2',
    asks: 'times are in UTC',
    shownBy: {
      [logLines]: ['writes every line as JSON with its time in UTC'],
    },
    note: 'the audit log has unix seconds; keep clocks together by NTP',
  },
  {
    id: 'V16.2.4',
    asks: 'logs can be read by programs',
    shownBy: {
      [logLines]: ['writes every line as JSON with its time in UTC'],
      'packages/audit/src/sinks/file/file-sink.test.ts': ['appends readable lines to a file for its owner alone'],
      'packages/audit/src/canonical-json.test.ts': ['writes the example of RFC 8785 §3.2.2'],
    },
  },
  {
    id: 'V16.2.5',
    asks: 'no secret reaches a log',
    shownBy: {
      'packages/audit/src/record/meta.test.ts': [
        'cuts %s out of any text',
        'strikes out what is called %s, at any depth',
      ],
      'apps/server/src/log.test.ts': ['strikes the secret out of %j'],
      'apps/server/test/ways-in/planted-secrets.test.ts': [
        'shows none in its log, at level debug',
        'shows none in its log when the mail server refuses its password',
      ],
    },
  },
  {
    id: 'V16.3.1',
    asks: 'sign-ins are told, those that worked and those that did not',
    shownBy: {
      'packages/audit/src/record/event-resource.test.ts': [
        'is the user for whatever signs in, so that who keeps users keeps sign-ins',
      ],
      [logLines]: [
        'logs a sign-in that worked and one that did not, with when, who and whence, and no address or secret',
      ],
      'packages/flows/password/test/password-flow.test.ts': ['tells what happened, and never a secret'],
      'packages/flows/magic-code/test/sign-in-code.test.ts': ['tells who signed in by what'],
    },
  },
  {
    id: 'V16.3.2',
    asks: 'refused access is logged',
    shownBy: {
      [logLines]: ['logs who reached for what is not theirs, with the route and the reason'],
    },
  },
  {
    id: 'V16.3.3',
    asks: 'security events, and attempts to get around defences, are logged',
    shownBy: {
      'packages/audit/src/record/event-resource.test.ts': ['is known for every event of docs/events.md'],
      [logLines]: ['logs who reached for what is not theirs, with the route and the reason'],
      'packages/flows/jwt/test/jwt-flow.test.ts': [
        'refuses a JWT that ends, with one code for every cause and the cause in the log',
      ],
    },
    writtenIn: ['docs/events.md'],
  },
  {
    id: 'V16.3.4',
    asks: 'unexpected errors are logged',
    shownBy: {
      'packages/core/src/app.test.ts': ['says nothing of what broke'],
    },
  },
  {
    id: 'V16.4.1',
    asks: 'no input splits a line of the log',
    shownBy: {
      'packages/audit/src/record/draft-event.test.ts': [
        'keeps a hostile user agent short, in one line, and well formed',
      ],
      'apps/server/test/hostile.test.ts': ['never echoes what could split a header or a log line'],
    },
  },
  {
    id: 'V16.4.2',
    asks: 'logs cannot be changed unseen',
    shownBy: {
      'packages/audit/src/verify.test.ts': [
        'names the entry whose %s was changed, wherever it stands',
        'names the first signed entry that is gone from the end',
      ],
      'apps/server/test/defences/audit.test.ts': [
        'is refused by triggers, and shows when somebody takes them away',
        'never loses what was acknowledged before kill -9',
      ],
      'packages/audit/src/sinks/verify-shipments.test.ts': [
        'names the line of any byte that was changed',
        'shows at any length that the rest was cut off',
      ],
      'packages/testkit/src/audit/append-cases.ts': [
        'append: of 50 concurrent callers everybody’s entries are in one chain, without a gap or a fork',
      ],
    },
    note: '`audit_log`; stderr is yours',
  },
  {
    id: 'V16.4.3',
    asks: 'logs reach another system, whole',
    shownBy: {
      'packages/audit/src/sinks/shipping/start-shipping.test.ts': [
        'brings every sink everything, in order, and goes on where it stopped',
      ],
      'packages/audit/src/sinks/webhook-sink.test.ts': ['posts the records to the letter, signed with id and time'],
      'packages/audit/src/s3/s3-sink.test.ts': ['locks every object for as long as it is told to'],
    },
    note: '`audit_log` with sinks; stderr is yours',
  },
  {
    id: 'V16.5.1',
    asks: 'errors tell the client nothing of the inside',
    shownBy: {
      'packages/core/src/app.test.ts': ['says nothing of what broke'],
      'apps/server/test/hostile.test.ts': ['carries no-store, the request id and the envelope on every refusal'],
    },
  },
  {
    id: 'V16.5.2',
    asks: 'the server stays safe while others are away',
    shownBy: {
      'apps/server/test/faults/faults.test.ts': [
        'answers right or 503 in time, lets nobody in unseen, and serves again within 5 s',
        'an emptied Redis signs people out, and nothing else',
      ],
      'packages/flows/oauth/test/sign-in.test.ts': [
        'tells the browser when the database is away, and leaves nothing half-done',
      ],
    },
  },
  {
    id: 'V16.5.3',
    asks: 'nothing fails open',
    shownBy: {
      'packages/audit/src/log/audit-log.test.ts': [
        'refuses what would change something while nothing can be written, and does not do it',
      ],
      'packages/flows/password/test/password-flow.test.ts': [
        'answers 503 to a sign-in whose counters cannot be reached',
      ],
      'packages/flows/totp/test/login.test.ts': ['answers 503, and spends nothing, when attempts cannot be counted'],
      'packages/security/src/captcha/captcha.test.ts': ['lets nobody in while it cannot be reached'],
    },
  },
  {
    id: 'V16.5.4',
    asks: 'whatever is thrown is caught in the end',
    shownBy: {
      'packages/core/src/app.test.ts': ['says nothing of what broke'],
      'packages/adapters/node/test/serve.test.ts': ['survives clients that leave in the middle of a body or an answer'],
    },
  },
]
