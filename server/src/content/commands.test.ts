import { expect, test } from 'vitest'
import type { BlockSegment } from '@contract/view'
import { commandsOf } from './commands'

const run = (code: string) =>
  ({ type: 'run' as const, id: 'b1', nodes: ['client'], code, fails: false }) satisfies BlockSegment

test('programs are found at the beginning of a line, behind a separator, and in a substitution', () => {
  const code = [
    '# curl is no command here',
    'ipvsadm -A -t 10.0.0.100:80 -s rr && ipvsadm -Ln | grep -c rr',
    'for i in 1 2; do arping -c 1 10.0.0.100; done',
    'kill "$(pgrep -o nginx)"; timeout 5 tcpdump -n arp &',
    "bash -c 'openssl version'",
    'echo modprobe',
  ].join('\n')
  expect(commandsOf([run(code)])).toEqual(['arping', 'bash', 'grep', 'ipvsadm', 'kill', 'pgrep', 'tcpdump'])
})

test('other blocks run nothing in a terminal', () => {
  expect(commandsOf([{ type: 'fault', id: 'b1', nodes: ['rs1'], act: 'power off' }])).toEqual([])
})
