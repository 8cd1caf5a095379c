/** The info string of a code fence: its language, and what clicking the block does. */
import { didYouMean } from './nearest'

type Fence =
  | { kind: 'run'; nodes: string[]; fails: boolean }
  | { kind: 'file'; nodes: string[]; path: string; language: string; executable: boolean }
  | { kind: 'fault'; nodes: string[] }
  | { kind: 'console'; console: boolean }

interface Complaint {
  message: string
  cure: string
}

const words = ['run', 'fails', 'node=', 'file=', 'mode=']

/** Reads an info string such as `bash run node=client` or `conf file=/etc/x node=director1,director2 mode=755`. */
export function readInfo(info: string): { fence: Fence; complaints: Complaint[] } {
  const [language = '', ...rest] = info.trim().split(/\s+/)
  const complaints: Complaint[] = []
  const complain = (message: string, cure: string) => complaints.push({ message, cure })
  const flags = new Set<string>()
  const values = new Map<string, string>()
  for (const word of rest) {
    const [key = '', value] = word.split(/=(.*)/s)
    const known = value === undefined ? key : `${key}=`
    if (!words.includes(known)) complain(`Unknown word '${word}' after the fence`, didYouMean(known, words))
    else if (value === undefined) flags.add(key)
    else if (values.has(key)) complain(`'${known}' is there twice`, 'Write node=rs1,rs2 for several nodes')
    else values.set(key, value)
  }

  const nodes = (values.get('node') ?? '').split(',').filter(Boolean)
  const path = values.get('file')
  const mode = values.get('mode')
  const run = flags.has('run')
  if (language === 'fault') {
    if (nodes.length === 0) complain('A fault without a node', "Add node= with the node's name")
    for (const word of [...flags, ...values.keys()].filter((word) => word !== 'node'))
      complain(`'${word}' stands in a fault`, 'Only node= may')
    return { fence: { kind: 'fault', nodes }, complaints }
  }
  const block = run ? 'run' : path !== undefined ? 'file' : null
  if (block === null) {
    for (const word of [...flags, ...values.keys()])
      complain(`'${word}' stands in a block that is neither run nor written`, 'Add run or file=/path, or take it away')
    return { fence: { kind: 'console', console: language === 'console' }, complaints }
  }
  if (nodes.length === 0) complain(`A ${block} block without a node`, `Add node= with the node's name`)
  if (run) {
    if (language !== 'bash') complain(`A run block in '${language}'`, 'What runs is bash: begin with ```bash run')
    if (path !== undefined || mode !== undefined) complain('A block cannot be both run and written', 'Make two blocks')
    return { fence: { kind: 'run', nodes, fails: flags.has('fails') }, complaints }
  }
  if (flags.has('fails')) complain('A file block cannot fail', 'Take fails away')
  if (!path?.startsWith('/')) complain(`'${path}' is no absolute path`, 'Begin the path with /')
  if (mode !== undefined && !/^0?[0-7]{3}$/.test(mode))
    complain(`'${mode}' is no file mode`, 'Write it as for chmod, for example mode=755')
  const executable = mode !== undefined && (parseInt(mode, 8) & 0o111) !== 0
  return { fence: { kind: 'file', nodes, path: path ?? '', language, executable }, complaints }
}
