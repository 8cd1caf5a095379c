import { z } from 'zod'
import type { ShellScreen } from '../view'
import { ofLab, ofShell } from './fields'
import type { MessageRow, RequestRow } from './row'

/** Terminal size in cells. */
const size = { cols: z.number().int().min(2).max(500), rows: z.number().int().min(1).max(300) }

/** Terminals, and who else types in them. */
export const shellRequests = {
  /**
   * Opens (or finds) a shell and attaches this viewer: its screen now, then `shell.data`. Another's shell only where it is
   * there, and only after `lab.follow`, which tells its learner; with `lab.leave` it ends.
   */
  'shell.attach': { right: 'look', payload: z.strictObject({ ...ofShell, ...size }), answer: z.custom<ShellScreen>() },
  'shell.detach': { right: 'look', payload: z.strictObject(ofShell) },
  /** Ends the shell and what runs in it. */
  'shell.close': { right: 'lab', payload: z.strictObject(ofShell) },
  /** Types in a learner's terminals too, or stops that; only after `lab.follow`. */
  'company.take': { right: 'act', payload: z.strictObject({ ...ofLab, part: z.boolean() }) },
  /** The learner ends that others type. */
  'company.end': { right: 'lab', payload: z.strictObject(ofLab) },
} satisfies Record<string, RequestRow>

/** Many and small. */
export const shellMessages = {
  /** `more`: more will follow; `shell.ready` says when there is room for it. */
  'shell.input': {
    right: 'act',
    payload: z.strictObject({ ...ofShell, data: z.string().max(65_536), more: z.boolean().optional() }),
  },
  'shell.resize': { right: 'look', payload: z.strictObject({ ...ofShell, ...size }) },
  /** Bytes that the viewer's terminal has drawn: the flow control of `shell.data`. */
  'shell.drawn': {
    right: 'look',
    payload: z.strictObject({ ...ofShell, bytes: z.number().int().min(1).max(16_777_216) }),
  },
} satisfies Record<string, MessageRow>
