import type { JsonObject } from '@pylon/core'

/** As much of the platform's `fetch` as is used here. */
export type CaptchaFetch = (url: string, init: RequestInit) => Promise<Response>

export interface VendorRequest {
  readonly fetch: CaptchaFetch
  readonly verifyUrl: string
  readonly fields: Readonly<Record<string, string>>
  readonly timeoutSecs: number
}

/** Asks for a verdict; throws when the vendor cannot be reached or answers anything but a JSON object. */
export async function askVendor({ fetch, verifyUrl, fields, timeoutSecs }: VendorRequest): Promise<JsonObject> {
  const response = await fetch(verifyUrl, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'error', // the secret goes to the vendor and to nobody else
    signal: AbortSignal.timeout(timeoutSecs * 1000),
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`The captcha vendor answered with status ${response.status}`)
  }
  return parseObject(await readText(response))
}

const maxAnswerBytes = 65_536

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxAnswerBytes) throw new Error(`The captcha vendor answered more than ${maxAnswerBytes} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function parseObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject // JSON, parsed
  throw new Error('The captcha vendor answered no JSON object')
}
