// Stops a command early when the install did not bring the Node that the project runs on.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`Pylon needs Node 22.18 or later; this is ${process.versions.node}.`)
  console.error('The install brings its own Node 24 where it can. Run `npx -y pnpm@12 install` and read what it says,')
  console.error('or put a newer Node on the PATH.')
  process.exit(1)
}
