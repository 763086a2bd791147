import { open } from 'node:fs/promises'

/** Makes new, moved and deleted names in a folder last through a power failure. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(ignoreWhereFoldersDoNotOpen)
  try {
    await folder?.sync().catch(ignoreWhereFoldersDoNotOpen)
  } finally {
    await folder?.close()
  }
}

/** Windows opens no folders, some network file systems sync none: their names last by themselves, or not at all. */
function ignoreWhereFoldersDoNotOpen(error: unknown): null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EISDIR' || code === 'EPERM' || code === 'EINVAL' || code === 'ENOTSUP') return null
  throw error
}
