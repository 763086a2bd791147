import { throwProblems } from '../config-error.ts'
import { templateProblems } from './check-template.ts'
import { defaultTemplates } from './default-templates.ts'
import { renderEmail } from './render.ts'
import { type EmailTemplate, type EmailTemplateName, type EmailValues, isTemplateName, placesOf } from './template.ts'
import { placeValue } from './value.ts'

export interface TemplatesOptions {
  /** What the application is called in its mails, at most 100 characters. */
  readonly appName: string
  /** Mails in words of your own; each must hold its `{{code}}` or `{{url}}`, and not in the subject. */
  readonly overrides?: Readonly<Partial<Record<EmailTemplateName, EmailTemplate>>>
}

export interface Templates {
  /** Throws when there is no such mail, or a value that it is to be given is missing. */
  check(name: string, values: EmailValues): void
  /** Throws like `check`. */
  render(name: string, values: EmailValues): EmailTemplate
}

/**
 * The mails of an application: the default ones, or its own.
 *
 * Throws `ConfigError` with every unknown name, unknown place and unsafe place in the HTML.
 *
 * @example
 * import { createTemplates } from '@pylon/email'
 *
 * const templates = createTemplates({ appName: 'Acme' })
 * templates.render('sign_in_code', { code: '123456', minutes: '10' }).subject // 'Your sign-in code for Acme'
 */
export function createTemplates({ appName, overrides = {} }: TemplatesOptions): Templates {
  throwProblems([...appNameProblems(appName), ...Object.entries(overrides).flatMap(overrideProblems)])
  const templates = { ...defaultTemplates, ...overrides }

  function check(name: string, values: EmailValues): asserts name is EmailTemplateName {
    if (!isTemplateName(name)) throw new Error('Email template: there is none of that name')
    for (const place of placesOf[name]) placeValue(values, place)
  }

  return {
    check,
    render(name, values) {
      check(name, values)
      return renderEmail(templates[name], { ...values, app_name: appName })
    },
  }
}

function appNameProblems(appName: string): string[] {
  const isSound =
    typeof appName === 'string' && appName.trim() !== '' && appName.length <= 100 && !/\p{Cc}/u.test(appName)
  return isSound ? [] : ['appName: expected 1 to 100 characters without line breaks']
}

function overrideProblems([name, template]: [string, EmailTemplate]): string[] {
  if (!isTemplateName(name)) return [`overrides.${name}: there is no mail of that name`]
  return templateProblems(template, placesOf[name]).map(problem => `overrides.${name}: ${problem}`)
}
