import type { EmailTemplate } from './template.ts'

/** A paragraph, the code in large type, or a button with the link. */
export type Block = string | { readonly code: string } | { readonly button: string }

/** One mail in both forms. The blocks are our own words: nothing in them needs escaping. */
export function layout(subject: string, blocks: readonly Block[]): EmailTemplate {
  return { subject, text: `${blocks.map(textOf).join('\n\n')}\n`, html: page(blocks.map(htmlOf).join('\n')) }
}

function textOf(block: Block): string {
  if (typeof block === 'string') return block
  return 'code' in block ? block.code : '{{url}}'
}

function htmlOf(block: Block): string {
  if (typeof block === 'string') return `<p>${block}</p>`
  if ('code' in block) return `<p style="font-size:28px;letter-spacing:4px;font-weight:bold">${block.code}</p>`
  return `<p><a href="{{url}}" style="${buttonStyle}">${block.button}</a></p>
<p style="font-size:13px;color:#666">If the button does not work, open this address: {{url}}</p>`
}

const buttonStyle =
  'display:inline-block;padding:12px 20px;border-radius:6px;background:#111;color:#fff;text-decoration:none'

const page = (body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{app_name}}</title></head>
<body style="font-family:sans-serif;font-size:16px;line-height:1.5;color:#111;max-width:560px;margin:24px auto;padding:0 16px">
${body}
</body>
</html>
`
