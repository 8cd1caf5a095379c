/** The shapes a lab is written in: lab.yaml, checks.yaml, mistakes.yaml and alternatives.yaml. Unknown keys are refused everywhere. */
import { z } from 'zod'

/** The languages every text exists in. */
export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

const text = z.string().trim().min(1)
/** One text in both languages. */
const bothSchema = z.strictObject({ en: text, zh: text })
export type Both = z.infer<typeof bothSchema>

/** Lower-case words joined by hyphens: lab, step, check, hint, mistake and alternative names. */
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and hyphens')
/** A node's name is its host name (RFC 1123), short enough for a terminal tab. */
const nodeName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,14}$/, 'a host name: a letter, then letters, digits or hyphens, 15 at most')
const ipv4 = z.ipv4('an IPv4 address such as 10.0.0.11')
const absolutePath = z.string().regex(/^\/[^\0]*$/, 'an absolute path')

const roles = ['client', 'director', 'proxy', 'real-server', 'node'] as const

/** What nodes are made from: `node` is enough for load balancers, web servers and clients; `cluster` adds DRBD, heartbeat and MariaDB. */
const images = ['node', 'cluster'] as const
export type Image = (typeof images)[number]

export const nodeSchema = z.strictObject({
  /** Where the picture puts the node: clients left, directors / proxies / cluster nodes in the middle, real servers right. */
  role: z.enum(roles),
  /** `host`: the machine's kernel. `own`: User-Mode Linux, for nodes that need kernel modules. */
  kernel: z.enum(['host', 'own']).default('host'),
  image: z.enum(images).default('node'),
  address: ipv4,
  /** MiB: the guest's RAM with an own kernel, the container's limit otherwise. */
  memory: z.number().int().min(32).max(1024).default(96),
  /** MiB of a second disk, /dev/vdb, with an own kernel. It keeps its content when the power is cut. */
  disk: z.number().int().min(8).max(1024).optional(),
  /** Share of a core that it needs on the average: how many labs a machine takes is counted with it. */
  cores: z.number().min(0.01).max(1).optional(),
  /** Services enabled at boot, by the name of their init script. */
  services: z.array(z.string().regex(/^[a-z0-9@._-]+$/)).default([]),
  /** Files there before the first boot: path to content. A file that begins with #! is executable. */
  files: z.record(absolutePath, z.string()).default({}),
})
export type NodeSpec = z.infer<typeof nodeSchema>

export const labSchema = z.strictObject({
  title: bothSchema,
  /** One line, for the list of labs. */
  tagline: bothSchema,
  /** Two or three sentences, for the preview. */
  summary: bothSchema,
  track: z.enum(['lvs', 'keepalived', 'nginx', 'heartbeat']),
  /** Place in the curriculum. */
  order: z.number().int().positive(),
  level: z.enum(['beginner', 'intermediate', 'advanced']),
  /** Kernel modules that own-kernel nodes use, as shown in the list. */
  modules: z.array(z.string()).default([]),
  /** Labs to do first. */
  before: z.array(slug).default([]),
  network: z.strictObject({
    cidr: z.cidrv4('a network such as 10.0.0.0/24'),
    /** Virtual addresses: drawn as badges, allowed in the text. */
    vips: z.array(ipv4).default([]),
    /** Other addresses that the text may mention (of networks that the learner builds, for example). */
    mentions: z.array(ipv4).default([]),
  }),
  nodes: z.record(nodeName, nodeSchema),
  steps: z.array(z.strictObject({ id: slug, minutes: z.number().int().positive() })).min(1),
})
export type LabSpec = z.infer<typeof labSchema>

const script = z.string().trim().min(1)

const hintSchema = z.strictObject({
  id: slug,
  /** Node to look at; the check's own when left out. */
  node: nodeName.optional(),
  /** Exit status 0: this is what went wrong. */
  when: script,
  text: bothSchema,
})

export type HintSpec = z.infer<typeof hintSchema>

export const checkSchema = z.strictObject({
  id: slug,
  node: nodeName,
  /** bash. Status 0: passed. 125 and above, a missing command or a time-out: the check's own fault. Else: failed.
      What it prints on stdout (one short line) is shown: the measured value, or what was found. */
  run: script,
  title: bothSchema,
  /** Shown when no more fitting hint applies. */
  hint: bothSchema,
  /** Fitting hints: the first whose `when` holds is shown. */
  hints: z.array(hintSchema).default([]),
  /** Checks of the same step that must pass first; until then this one waits. */
  after: z.array(slug).default([]),
  /** True already before the step is played (something that must stay true). */
  already: z.boolean().default(false),
  /** Seconds. */
  timeout: z.number().positive().max(120).default(20),
})
export type CheckSpec = z.infer<typeof checkSchema>
export const checksSchema = z.array(checkSchema).min(1)

/** What a verification does in the solved step, and takes back. */
const variation = {
  id: slug,
  node: nodeName,
  /** bash: makes it in the solved step. Must end with status 0. */
  run: script,
  /** bash on the same node: takes it back. Left out: the step's blocks are played again. */
  heal: script.optional(),
  /** Seconds until its outcome must show, and until it must be healed. */
  within: z.number().positive().max(120).default(20),
}

const mistakeSchema = z.strictObject({
  ...variation,
  /** The check that must catch it. */
  check: slug,
  /** The hint that must be shown for it (`general` is the check's own). */
  hint: slug.default('general'),
})
export type MistakeSpec = z.infer<typeof mistakeSchema>
export const mistakesSchema = z.array(mistakeSchema)

/** Another right way: every check of the step must pass with it. */
const alternativeSchema = z.strictObject({
  ...variation,
  /** The block (`b1` is the step's first) that `run` stands for on its node; the blocks after it are played again. */
  instead: z
    .string()
    .regex(/^b[1-9][0-9]*$/, 'a block of the step: b1 is its first')
    .optional(),
})
export type AlternativeSpec = z.infer<typeof alternativeSchema>
/** An empty list says that there is no other way. */
export const alternativesSchema = z.array(alternativeSchema)
