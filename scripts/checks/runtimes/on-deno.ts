import { answer } from './answer.ts'

declare const Deno: { serve(options: object, answer: (request: Request) => Promise<Response>): void }

Deno.serve(
  {
    hostname: '127.0.0.1',
    port: 0,
    onListen: ({ port }: { readonly port: number }) => console.log(JSON.stringify({ port })),
  },
  answer,
)
