/** What is wrong with the name of a channel: PostgreSQL refuses longer ones. */
export function channelProblems(channel: string): readonly string[] {
  const isFine = !channel.startsWith(':') && !channel.includes('\0') && Buffer.byteLength(channel) <= 63
  return isFine ? [] : ['name: expected a name without NUL that has, together with the schema, 1 to 62 bytes']
}
