import { signal } from '@preact/signals'
import type { CaptureView } from '@contract/packets'
import { request } from '../api/socket'
import { attempt } from './problems'

/** What the picture's place shows. */
export const pictureView = signal<'topology' | 'packets' | 'service'>('topology')

/** The last capture of the open lab. */
export const captured = signal<CaptureView | null>(null)
/** A capture is under way: of a request, or of what nodes tell each other. */
export const capturing = signal<'request' | 'talk' | null>(null)

/** Captures while the client asks once for the URL; null: while the nodes talk among themselves. */
export async function capture(lab: string, url: string | null): Promise<void> {
  capturing.value = url === null ? 'talk' : 'request'
  try {
    await attempt(async () => (captured.value = await request('packets.capture', { lab, url })))
  } finally {
    capturing.value = null
  }
}

/** Saves the last capture as a file for Wireshark. */
export function download(lab: string): void {
  const { pcapng } = captured.peek() ?? {}
  if (!pcapng) return
  const url = URL.createObjectURL(new Blob([new Uint8Array(pcapng)], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${lab}.pcapng`
  link.click()
  URL.revokeObjectURL(url)
}
