import { randomInt } from 'node:crypto'

/** Crockford's base 32: no letter that is read as another when said aloud or copied from a board. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A fresh join code of 40 bits: `K7QF-2M9T`. */
export function makeCode(): string {
  const drawn = Array.from({ length: 8 }, () => letters[randomInt(32)]).join('')
  return `${drawn.slice(0, 4)}-${drawn.slice(4)}`
}

/** A join code as somebody may have typed it, in the shape in which codes are kept; anything may come in. */
export function readCode(typed: string): string {
  const plain = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/U/g, 'V')
  return `${plain.slice(0, 4)}-${plain.slice(4)}`
}
