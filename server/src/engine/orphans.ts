import type Docker from 'dockerode'

/**
 * Ends the connections to a node's agent that a killed engine left in its container: nobody is at their end any more, and
 * the jobs behind them would go on for ever. Those younger than so many seconds are left alone.
 */
export async function endOrphans(container: Docker.Container, olderThanSeconds: number): Promise<void> {
  const exec = await container.exec({
    Cmd: ['pkill', '--older', String(olderThanSeconds), '-f', '^lab-agent connect '],
  })
  await exec.start({ Detach: true })
}
