/** One thing that was looked at. `note`: not needed now, or will be taken care of by itself. */
export interface Finding {
  name: string
  state: 'good' | 'note' | 'bad'
  detail: string
  cure?: string
}
