export { type NodeHandler, type NodeHandlerOptions, toNodeHandler } from './handler.ts'
export { type RunningServer, type ServeOptions, serve, type TlsOptions } from './serve.ts'
