/**
 * What the server and the program in every node (lab-agent) say to each other. images/node/agent/protocol.h, which a test
 * compares with this, says what each frame holds.
 */

/** Kinds of frames. A kind's meaning depends on the connection and the direction: some letters stand for several. */
export const frameKind = {
  openShell: 'S',
  openControl: 'C',

  input: 'd',
  resize: 'w',
  hangUp: 'k',
  shellOpened: 'n',
  replay: 'r',
  output: 'd',
  shellEnd: 'x',

  startJob: 'j',
  killJob: 'k',
  listShells: 'l',
  watch: 'W',
  stdout: 'o',
  stderr: 'e',
  jobEnd: 'x',
  state: 'w',
} as const

/** Bytes of a frame's head; and at most of any payload to the agent, of output in one frame, of a replay, a state, and a file in it. */
export const frameBytes = {
  head: 5,
  payload: 1024 * 1024,
  output: 16 * 1024,
  replay: 128 * 1024,
  state: 512 * 1024,
  file: 64 * 1024,
} as const

/** Kinds of frames that may come on a connection, each with the bytes of payload that it has at least and at most. */
export type Kinds = Readonly<Record<string, readonly [leastBytes: number, mostBytes: number]>>

/** On a control connection. */
export const controlKinds: Kinds = {
  [frameKind.stdout]: [4, 4 + frameBytes.output],
  [frameKind.stderr]: [4, 4 + frameBytes.output],
  [frameKind.jobEnd]: [9, 9],
  [frameKind.state]: [0, frameBytes.state],
}

/** On a shell's connection. */
export const shellKinds: Kinds = {
  [frameKind.shellOpened]: [1, 1],
  [frameKind.replay]: [1, frameBytes.replay],
  [frameKind.output]: [1, frameBytes.output],
  [frameKind.shellEnd]: [4, 4],
}

/** Address of the agent as seen in the container: a guest's at the far end of the management link. */
const addresses = { own: '169.254.100.2:7', host: '/run/lab/agent.sock' } as const

/** What is run in a node's container to be joined to its agent, which may take so many seconds to come up. */
export const connectCommand = (kernel: 'own' | 'host', seconds: number) => [
  'lab-agent',
  'connect',
  addresses[kernel],
  String(seconds),
]

/**
 * What is run in a node's container to end connections older than so many seconds. A killed engine leaves them: nobody is at
 * their end any more, and the jobs behind them would go on for ever.
 */
export const endConnectionsCommand = (olderThanSeconds: number) => [
  'pkill',
  '--older',
  String(olderThanSeconds),
  '-f',
  '^lab-agent connect ',
]
