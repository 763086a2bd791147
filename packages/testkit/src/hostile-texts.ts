/** What must come back as it went in. NUL has cases of its own: not every database can hold it. */
export const hostileTexts: readonly string[] = [
  '',
  ' spaces at both ends ',
  'quotes \' " ` and \\ backslash; -- comment /* */',
  'Grüße, 漢字, e\u0301 (not é), \u{1f512}, \ufeff, \u202e',
  'line\r\nbreak\ttab',
  '{"__proto__": {"isAdmin": true}}',
  'x'.repeat(100_000),
  '\u{1f512}'.repeat(20_000),
]

export const textWithNul = 'before\0after'

/** What means something to a database, its patterns or its clusters, at the end of ids and keys that differ in it alone. */
export const hostileKeys: readonly string[] = [
  '',
  ...[
    '{',
    '}',
    '{a}',
    '{a}{b}',
    '{}',
    '*',
    '?',
    '[a]',
    ':',
    '::',
    'a:b',
    '~',
    '\n',
    '\r\n',
    ',\n',
    '\t',
    ' ',
    '%',
    '_',
  ],
  ...['\\', '\\0', "'", '"', '$', '#', '/', '../', '\u{1f512}', '\ufeff', 'null', '0'],
]
