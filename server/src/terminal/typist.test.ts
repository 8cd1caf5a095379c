import { expect, test } from 'vitest'
import { Typist } from './typist'

function typing() {
  const typed: string[] = []
  return { typed, typist: new Typist((text) => typed.push(text)) }
}
const none = () => undefined

test('a command waits for the prompt, is typed with its Enter, and ends with the status of the next prompt', async () => {
  const { typed, typist } = typing()
  let started = false
  const ended = typist.run('ls\npwd', () => (started = true))
  expect(typed).toEqual([])
  typist.prompt()
  expect(typed).toEqual(['\x05\x15\x1b[200~ls\npwd\x1b[201~\r'])
  expect(started).toBe(true)
  expect(typist.idle).toBe(false)
  typist.command()
  typist.done(2)
  await expect(ended).resolves.toBe(2)
  typist.prompt()
  expect(typist.idle).toBe(true)
})

test('the second command waits for the end of the first', async () => {
  const { typed, typist } = typing()
  typist.prompt()
  const first = typist.run('a', none)
  const second = typist.run('b', none)
  expect(typed).toHaveLength(1)
  typist.command()
  typist.done(0)
  typist.prompt()
  expect(typed).toHaveLength(2)
  typist.entered()
  typist.done(1)
  await expect(Promise.all([first, second])).resolves.toEqual([0, 1])
})

test('a prompt drawn again after the typing is not the end of what was typed', async () => {
  const { typed, typist } = typing()
  typist.prompt()
  const ended = typist.run('a', none)
  void typist.run('b', none)
  typist.done(0)
  typist.prompt()
  expect(typed).toHaveLength(1)
  expect(typist.idle).toBe(false)
  typist.entered()
  typist.done(5)
  await expect(ended).resolves.toBe(5)
})

test('nothing is typed while the learner’s own command runs', () => {
  const { typed, typist } = typing()
  typist.prompt()
  typist.command()
  void typist.run('ls', none)
  expect(typed).toEqual([])
  typist.done(0)
  typist.prompt()
  expect(typed).toHaveLength(1)
})

test('a shell without marks is taken to be idle; one with marks is not', () => {
  const { typed, typist } = typing()
  void typist.run('ls', none)
  typist.assumePrompt()
  expect(typed).toHaveLength(1)
  const marked = typing()
  marked.typist.prompt()
  marked.typist.command()
  void marked.typist.run('ls', none)
  marked.typist.assumePrompt()
  expect(marked.typed).toEqual([])
})

test('when the shell goes, what was typed and what waits fails with a reason', async () => {
  const { typist } = typing()
  typist.prompt()
  const both = [typist.run('a', none), typist.run('b', none)]
  typist.fail()
  for (const one of both) await expect(one).rejects.toMatchObject({ code: 'shell.gone' })
  expect(typist.idle).toBe(false)
})

test('emptying the queue leaves the running command alone', async () => {
  const { typist } = typing()
  typist.prompt()
  const running = typist.run('a', none)
  const waiting = typist.run('b', none)
  typist.clear(new Error('emptied'))
  await expect(waiting).rejects.toThrow('emptied')
  typist.entered()
  typist.done(0)
  await expect(running).resolves.toBe(0)
})

test('so many commands wait for a prompt, and no more', async () => {
  const { typist } = typing()
  const asked = Array.from({ length: 60 }, () => typist.run('ls', none))
  const refused = asked.slice(50).map((one) => expect(one).rejects.toMatchObject({ code: 'shell.busy' }))
  await Promise.all(refused)
  for (const one of asked) one.catch(() => undefined)
  typist.fail()
})
