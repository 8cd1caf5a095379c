/** Ends the program where Node.js is too old. Import it first: everything after it may rely on Node 20. */
const needed = [20, 19]
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(`lvs-lab: this is Node.js ${process.versions.node}; LVS Lab needs ${needed.join('.')} or newer`)
  console.error('   cure: Install Node.js 24 from https://nodejs.org, or with nvm: nvm install 24')
  process.exit(2)
}
