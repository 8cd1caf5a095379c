/** Kept apart, each once: more would fill a table's cell, and hostile input may bring any number. */
const most = 20

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)

/** The codes of the problems in what the server sent, at most four levels deep. */
export function problemsIn(value: unknown, depth = 4): string[] {
  if (!isObject(value)) return []
  const { code, message } = value
  if (typeof code === 'string' && typeof message === 'string') return [code]
  if (depth === 0) return []
  return Object.values(value)
    .slice(0, 50)
    .flatMap((each) => problemsIn(each, depth - 1))
}

/** What a page was told that went wrong, each thing once. */
export class Told {
  readonly words = new Set<string>()

  hear(payload: unknown): void {
    for (const word of problemsIn(payload)) if (this.words.size < most) this.words.add(word)
  }
}
