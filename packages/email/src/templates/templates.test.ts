import { describe, expect, it } from 'vitest'
import { problemsOf } from '../../test/failure-of.ts'
import { templateProblems } from './check-template.ts'
import { defaultTemplates } from './default-templates.ts'
import { renderEmail } from './render.ts'
import { type EmailTemplate, type EmailTemplateName, placesOf } from './template.ts'
import { createTemplates } from './templates.ts'

const names = Object.keys(defaultTemplates) as EmailTemplateName[]
const url = 'https://acme.com/magic?token=abc&x=1'
const values = {
  code: '482913',
  url,
  minutes: '10',
  hours: '24',
  days: '7',
  new_email: 'new@example.com',
  org_name: 'Ada & Söhne',
  inviter: 'grace@example.com',
  device: 'Firefox on Linux',
  time: '2027-01-15 08:00 UTC',
  address: '203.0.113.9',
}
const templates = createTemplates({ appName: 'Acme' })

describe.each(names)('the default mail %s', name => {
  it('holds every value it is given, in both parts, and no other', () => {
    const { text, html } = templates.render(name, values)

    for (const place of placesOf[name]) {
      expect(text).toContain(values[place as keyof typeof values])
      expect(defaultTemplates[name].html).toContain(`{{${place}}}`)
    }
    expect(text + html).not.toContain('{{')
    expect(text).toContain('Acme')
  })

  it('keeps the secret out of the subject', () => {
    const { subject } = templates.render(name, values)

    expect(subject).not.toContain(values.code)
    expect(subject).not.toContain('http')
  })

  it('obeys the rules for replacements', () => {
    expect(templateProblems(defaultTemplates[name], placesOf[name])).toEqual([])
  })

  it('takes markup, line breaks and headers in a value as plain characters', () => {
    const evil = '"><script>alert(1)</script><a href=javascript:x>\r\nBcc: eve@example.com\r\n\r\n{{code}}\u202E'
    const given = Object.fromEntries(placesOf[name].map(place => [place, place === 'url' ? url : evil]))
    const plain = Object.fromEntries(placesOf[name].map(place => [place, place === 'url' ? url : 'x']))

    const rendered = templates.render(name, given)

    const harmless = templates.render(name, plain)
    expect(rendered.subject).not.toMatch(/[\r\n]/)
    expect(rendered.text.split('\n')).toHaveLength(harmless.text.split('\n').length)
    expect(rendered.html.match(/[<>"]/g)?.length).toBe(harmless.html.match(/[<>"]/g)?.length)
    expect(rendered.html + rendered.text).not.toContain('\u202E')
  })
})

it('lets exactly these mails be sent', () => {
  expect(names.sort()).toEqual(
    [
      'sign_in_code',
      'sign_in_link',
      'verify_email',
      'reset_password',
      'change_email',
      'email_change_notice',
      'finish_registration',
      'new_device',
      'org_invite',
      'email_taken',
    ].sort(),
  )
})

it('gives a button whose link survives escaping', () => {
  const { html, text } = templates.render('sign_in_link', values)

  const href = /href="([^"]*)"/.exec(html)?.[1] ?? ''
  expect(href.replaceAll('&#38;', '&')).toBe(url)
  expect(text).toContain(`\n${url}\n`)
})

describe('rendering', () => {
  const template: EmailTemplate = { subject: '{{a}}', text: '{{a}} {{b}}', html: '<p>{{a}} {{b}}</p>' }

  it('fills each place once: a value with braces stays as it is', () => {
    expect(renderEmail(template, { a: '{{b}}', b: '$& $1 {{a}}' }).text).toBe('{{b}} $& $1 {{a}}')
  })

  it('fails for a value that is missing, inherited, no string or too long, and does not say which value it was', () => {
    for (const [place, given] of [
      ['a', {}],
      ['constructor', {}],
      ['to_string', Object.create({ to_string: 'x' })],
      ['a', { a: 482913 }],
      ['a', { a: null }],
      ['a', { a: '482913'.repeat(1000) }],
    ] as const) {
      const render = (): unknown =>
        renderEmail({ ...template, subject: `{{${place}}}` }, given as Record<string, string>)
      expect(render).toThrow(`{{${place}}}`)
      expect(render).not.toThrow(/482913/)
    }
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.com',
    '/path',
    'https://',
    'http:evil',
    'https://a b',
    'https://a\nb',
    'https://a/"x',
    '',
  ])('takes %j for no link', given => {
    expect(() => renderEmail({ ...template, text: '{{url}}' }, { a: 'a', b: 'b', url: given })).toThrow('{{url}}')
    expect(() => renderEmail({ ...template, text: '{{home_url}}' }, { a: 'a', b: 'b', home_url: given })).toThrow(
      '{{home_url}}',
    )
  })

  it('cuts a subject that is too long, and replaces lone surrogates', () => {
    const { subject, text } = renderEmail(template, { a: '🎉'.repeat(300), b: 'x\uD800' })

    expect(subject.length).toBeLessThanOrEqual(255)
    expect(subject.isWellFormed() && text.isWellFormed()).toBe(true)
    expect(subject.endsWith('…')).toBe(true)
  })
})

describe('replacing a mail', () => {
  const own: EmailTemplate = {
    subject: 'Hi from {{app_name}}',
    text: '{{code}}',
    html: '<b title="{{minutes}}">{{code}}</b>',
  }

  it('puts it in place of the default one, and leaves the others', () => {
    const replaced = createTemplates({ appName: 'Acme', overrides: { sign_in_code: own } })

    expect(replaced.render('sign_in_code', values)).toEqual({
      subject: 'Hi from Acme',
      text: '482913',
      html: '<b title="10">482913</b>',
    })
    expect(replaced.render('verify_email', values)).toEqual(templates.render('verify_email', values))
  })

  it.each<[string, Partial<EmailTemplate>]>([
    ['subject: {{code}} would be seen', { subject: 'Your code {{code}}' }],
    ['subject: there is no value for {{url}}', { subject: '{{url}}' }],
    ['subject: expected one line', { subject: 'Hi\r\nBcc: x@y.z' }],
    ['text: expected {{code}} in it', { text: 'no code' }],
    ['html: expected {{code}} in it', { html: '<p>no code</p>' }],
    ['text: there is no value for {{cod}}', { text: '{{code}} {{cod}}' }],
    ['text: {{ and }} stand around', { text: '{{code}} {{ minutes }}' }],
    ['text: {{ and }} stand around', { text: '{{code}} }}' }],
    ['subject: expected 1 to', { subject: ' ' }],
    ['html: expected 1 to', { html: 'x'.repeat(100_001) }],
    ['html: {{minutes}} may stand', { html: '{{code}}<a title={{minutes}}>' }],
    ['html: {{minutes}} may stand', { html: '{{code}}<a {{minutes}}>' }],
    ['html: {{minutes}} may stand', { html: '{{code}}<a title="x" {{minutes}}>' }],
    ['html: {{minutes}} may stand', { html: '{{code}}<a onclick="go({{minutes}})">' }],
    ['html: {{minutes}} may stand', { html: '{{code}}<p style="width:{{minutes}}">' }],
    ['html: {{minutes}} may stand', { html: '{{code}}<a href="{{minutes}}">' }],
    ['html: {{minutes}} may stand', { html: '{{code}}<script>x = "{{minutes}}"</script>' }],
    ['html: {{minutes}} may stand', { html: '{{code}}<STYLE>p { width: {{minutes}} }</STYLE>' }],
    ['html: {{minutes}} may stand', { html: '{{code}}<!-- {{minutes}} -->' }],
  ])('is refused: %s', (problem, change) => {
    const problems = problemsOf(() =>
      createTemplates({ appName: 'Acme', overrides: { sign_in_code: { ...own, ...change } } }),
    )

    expect(problems.join('\n')).toContain(`overrides.sign_in_code: ${problem}`)
  })

  it('lets a link stand in href, whatever stands before it in the mail', () => {
    const html =
      '<style>p{}</style><!-- x --><script>1</script><p title="a">{{org_name}}</p><a class="b" href="{{url}}">{{inviter}} {{days}}</a>'
    const own = { subject: 'Hi', text: '{{url}}', html }

    expect(() => createTemplates({ appName: 'Acme', overrides: { org_invite: own } })).not.toThrow()
  })

  it('is refused for a mail that is never sent, an empty one, and an application without a name, all at once', () => {
    const overrides = { newsletter: own, constructor: own, sign_in_code: undefined, verify_email: null }

    const problems = problemsOf(() => createTemplates({ appName: '', overrides: overrides as never }))

    expect(problems).toHaveLength(5)
  })
})

it.each(['newsletter', 'constructor', '__proto__', ''])('knows no mail %j', name => {
  expect(() => templates.check(name, values)).toThrow('none of that name')
})
