/** Sends JSON and expects success; for preparing a contender, never for measuring it. */
export async function postJson(
  port: number,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly json: Readonly<Record<string, unknown>>; readonly cookie: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`)
  const cookie = response.headers.getSetCookie().map(line => line.split(';', 1)[0])
  return { json: (await response.json()) as Record<string, unknown>, cookie: cookie.join('; ') }
}
