/** One thing that was looked at. `note`: not needed now, or will be taken care of by itself. */
export interface Finding {
  name: string
  state: 'good' | 'note' | 'bad'
  detail: string
  cure?: string
}

export const good = (name: string, detail: string): Finding => ({ name, state: 'good', detail })
export const note = (name: string, detail: string, cure?: string): Finding => finding(name, 'note', detail, cure)
export const bad = (name: string, detail: string, cure?: string): Finding => finding(name, 'bad', detail, cure)

function finding(name: string, state: Finding['state'], detail: string, cure: string | undefined): Finding {
  return { name, state, detail, ...(cure && { cure }) }
}
