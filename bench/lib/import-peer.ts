/**
 * Loads a script of `peers/`, whose packages only the bench installs: through a path that neither TypeScript nor a
 * bundler follows. The caller says what it exports.
 */
export async function importPeer<Exports>(script: string): Promise<Exports> {
  return (await import(new URL(`../peers/${script}`, import.meta.url).href)) as Exports // see the script itself
}
