/** Loads one step: its texts, checks, mistakes and alternatives. */
import type { z } from 'zod'
import { type Language, alternativesSchema, checksSchema, mistakesSchema } from '@contract/lesson'
import { type Finding, warning } from './finding'
import type { Step, StepSources } from './lab'
import { type ParsedStep, parseStep } from './markdown'
import { didYouMean } from './nearest'
import { listFolder, readText, Unreadable, unreadable } from './source'
import { type YamlFile, parseYaml } from './yaml'

const stepFiles = ['en.md', 'zh.md', 'checks.yaml', 'mistakes.yaml', 'alternatives.yaml']

interface LoadedStep {
  /** Null when errors prevent it. */
  step: Step | null
  blocks: Record<Language, ParsedStep['blocks']>
  findings: Finding[]
  sources: StepSources | null
}

const nothing = { step: null, blocks: { en: [], zh: [] }, sources: null }

/** Loads a step of a lab; `number` counts from 1. Never throws: what is wrong is in the findings. */
export async function loadStep(
  root: string,
  lab: string,
  entry: { id: string; minutes: number },
  number: number,
): Promise<LoadedStep> {
  const folder = `${lab}/${entry.id}`
  const findings: Finding[] = []
  const found = (finding: Finding) => void findings.push(finding)
  let names: string[]
  try {
    names = (await listFolder(root, folder)).map(({ name }) => name)
  } catch (thrown) {
    return { ...nothing, findings: [missingFolder(thrown)] }
  }
  for (const name of names)
    if (!stepFiles.includes(name))
      found(warning(`${folder}/${name}`, { line: 1 }, `Nothing reads '${name}'`, didYouMean(name, stepFiles)))

  const read = (name: string) =>
    readText(root, `${folder}/${name}`).catch((thrown: unknown) => void found(unreadable(thrown)))
  const text = async (language: Language): Promise<ParsedStep | undefined> => {
    const source = await read(`${language}.md`)
    return source === undefined ? undefined : parseStep(source, `${folder}/${language}.md`)
  }
  const yaml = async <T>(name: string, schema: z.ZodType<T>): Promise<YamlFile<T> | undefined> => {
    const source = await read(name)
    return source === undefined ? undefined : parseYaml(source, `${folder}/${name}`, schema)
  }
  const optional = <T>(name: string, schema: z.ZodType<T>) => (names.includes(name) ? yaml(name, schema) : undefined)
  const [en, zh, checks, mistakes, alternatives] = await Promise.all([
    text('en'),
    text('zh'),
    yaml('checks.yaml', checksSchema),
    optional('mistakes.yaml', mistakesSchema),
    optional('alternatives.yaml', alternativesSchema),
  ])
  for (const file of [en, zh, checks, mistakes, alternatives]) findings.push(...(file?.findings ?? []))

  // While one language is still to be written, the other stands in for it: the finding says so.
  const [english, chinese] = [en ?? zh, zh ?? en]
  const unusable = [mistakes, alternatives].some((file) => file && !file.value)
  if (!english || !chinese || !checks?.value || unusable) return { ...nothing, findings }
  const step: Step = {
    ...entry,
    number,
    title: { en: english.title || entry.id, zh: chinese.title || entry.id },
    excerpt: { en: english.excerpt, zh: chinese.excerpt },
    segments: { en: english.segments, zh: chinese.segments },
    // Filled in once `changed` is known.
    blocks: [],
    checks: checks.value,
    mistakes: mistakes?.value ?? [],
    alternatives: alternatives?.value ?? [],
  }
  const sources: StepSources = {
    id: entry.id,
    texts: { ...(en && { en }), ...(zh && { zh }) },
    checks,
    mistakes: mistakes ?? null,
    alternatives: alternatives ?? null,
  }
  return { step, blocks: { en: english.blocks, zh: chinese.blocks }, findings, sources }
}

function missingFolder(thrown: unknown): Finding {
  const finding = unreadable(thrown)
  if (!(thrown instanceof Unreadable && thrown.missing)) return finding
  return {
    ...finding,
    message: 'The step is listed in lab.yaml, but its folder is missing',
    cure: 'Write en.md, zh.md and checks.yaml in it, or take it out of steps',
  }
}
