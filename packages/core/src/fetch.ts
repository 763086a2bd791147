import type { AppRequest } from './context.ts'
import type { Reply } from './reply.ts'

/** What a web `Request` does not tell. */
export interface FetchInfo {
  /** The client's address, as the runtime knows it; default empty: all such clients count as one. */
  readonly ip?: string
}

export async function answerFetch(
  handle: (request: AppRequest) => Promise<Reply>,
  request: Request,
  { ip = '' }: FetchInfo = {},
): Promise<Response> {
  const reply = await handle(fromWebRequest(request, ip))
  const isBodyless = request.method === 'HEAD' || reply.status === 204 || reply.status === 304
  return new Response(isBodyless ? null : (reply.body as string | Uint8Array<ArrayBuffer> | null), {
    status: reply.status,
    headers: reply.headers.map(([name, value]): [string, string] => [name, value]),
  })
}

function fromWebRequest(request: Request, ip: string): AppRequest {
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    target: pathname + search,
    ip,
    socketIp: ip,
    hasBody: hasBody(request),
    header: name => request.headers.get(name),
    body: () => request.body ?? noChunks(),
  }
}

/** Deno gives a POST without a body an empty one: what a client sends has a length, an encoding or a type. */
function hasBody({ body, headers }: Request): boolean {
  if (body === null || headers.get('content-length') === '0') return false
  return ['content-length', 'transfer-encoding', 'content-type'].some(name => headers.has(name))
}

async function* noChunks(): AsyncGenerator<Uint8Array> {}
