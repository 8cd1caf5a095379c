import type Docker from 'dockerode'
import type { NodeSpec } from '@contract/lesson'
import { plain } from '../text'
import { ensureFits } from './disk'
import { type Engine, engineCall, unless, unlessGone } from './engine'
import { type ExecStream, openExec } from './exec-stream'
import { plugIn } from './network'
import { inContainer } from './outside'

/** What a container printed last that is shown: bytes in all, and characters of a line. */
const lastWordsLimit = { bytes: 2000, lineLength: 200 }

/** Removes a container, whatever state it is in, and returns when it is gone: also when somebody else is removing it. */
export async function removeContainer(container: Docker.Container): Promise<void> {
  await unlessGone(async () => {
    // 409: its removal is under way. Until it ends, the container's network cannot be removed.
    if ((await unless([409], () => container.remove({ force: true, v: true }))) === 409)
      await container.wait({ condition: 'removed' })
  })
}

/** The machine of a node: its container, as it is used from outside. What is done already is no error. */
export class Machine {
  constructor(
    private readonly container: Docker.Container,
    /** The node's name, for errors. */
    private readonly name: string,
  ) {}

  /** The container's. */
  get id(): string {
    return this.container.id
  }

  /** Starts it, and gives it its network card. */
  async start(engine: Engine, session: string): Promise<void> {
    // 304: it runs.
    await engineCall(`starting ${this.name}`, () => unless([304], () => this.container.start()))
    await plugIn(engine, session, this.container, this.name)
  }

  /** Cuts its power: nothing in it gets to say goodbye. */
  async cut(): Promise<void> {
    // 409: it is not running.
    await engineCall(`switching ${this.name} off`, () => unless([409], () => this.container.kill()))
  }

  /** Removes it with all that it holds. */
  remove(): Promise<void> {
    return engineCall(`removing ${this.name}`, () => removeContainer(this.container))
  }

  /** Fails where its files take more than a node may have. */
  ensureFits(spec: NodeSpec): Promise<void> {
    return ensureFits(this.container, this.name, spec)
  }

  /** When it ended last, in milliseconds since 1970. */
  async endedAt(): Promise<number> {
    const { State } = await engineCall(`looking when ${this.name} ended`, () => this.container.inspect())
    return Date.parse(State.FinishedAt)
  }

  /** Runs a program in it, beside the node's agent, and gives its stream; whoever calls closes it. `doing` says what for, in errors. */
  exec(doing: string, command: string[]): Promise<ExecStream> {
    return openExec(this.container, doing, command)
  }

  /** Starts a program in it, of which nobody waits for the end. */
  async spawn(command: string[]): Promise<void> {
    await engineCall(`starting ${command[0] ?? ''} on ${this.name}`, async () =>
      (await this.container.exec({ Cmd: command })).start({ Detach: true }),
    )
  }

  /** Runs a script in it, beside the node's agent: for an own kernel that is outside the guest. `what` names it in errors. */
  outside(what: string, script: string): Promise<string> {
    return inContainer(this.container, what, script)
  }

  /** The last lines that it printed: why it did not boot. */
  async lastWords(): Promise<string> {
    const raw = (await this.container.logs({ stdout: true, stderr: true, tail: 8 })) as unknown as Buffer
    const lines = raw.subarray(-lastWordsLimit.bytes).toString('utf8').split('\n')
    return lines
      .map((line) => plain(line, lastWordsLimit.lineLength))
      .filter(Boolean)
      .join('\n')
  }
}
