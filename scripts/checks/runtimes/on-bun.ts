import { answer } from './answer.ts'

declare const Bun: { serve(options: object): { readonly port: number } }

const { port } = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: answer })
console.log(JSON.stringify({ port }))
