/** Finds and loads lessons. A broken lesson never hides the others. */
import { join } from 'node:path'
import { type LabSpec, labSchema, languages } from '@contract/lesson'
import { LabError, words } from '../errors'
import { markChanges } from './changes'
import { type Finding, error, sorted, warning } from './finding'
import type { LoadedLab } from './lab'
import { folderName, listFolder, readText, Unreadable, unreadable } from './source'
import { loadStep } from './step'
import { parseYaml } from './yaml'

/** All labs of a folder in the curriculum's order, those without a place last. Throws LabError when there is no such folder. */
export async function loadLabs(root: string): Promise<LoadedLab[]> {
  const entries = await listFolder(root, '.').catch((thrown: unknown) => {
    throw new LabError('labs.missing', { folder: root, reason: words(thrown) })
  })
  const folders = await Promise.all(
    entries.filter(({ folder }) => folder).map(async ({ name }) => ((await hasSpec(root, name)) ? [name] : [])),
  )
  const labs = await Promise.all(folders.flat().map((id) => loadLab(root, id)))
  return labs.sort(
    (a, b) => (a.lab?.spec.order ?? Infinity) - (b.lab?.spec.order ?? Infinity) || (a.id < b.id ? -1 : 1),
  )
}

async function hasSpec(root: string, id: string): Promise<boolean> {
  try {
    return (await listFolder(root, id)).some(({ name }) => name === 'lab.yaml')
  } catch (thrown) {
    // A folder that cannot be looked into may be a lab: loading it says what is wrong.
    return thrown instanceof Unreadable && !thrown.missing
  }
}

/** Loads one lab. What is wrong with it is in the findings; `lab` is null when it cannot be used at all. */
export async function loadLab(root: string, id: string): Promise<LoadedLab> {
  const none = (findings: Finding[]): LoadedLab => ({ id, lab: null, findings: sorted(findings), sources: null })
  if (!folderName.test(id))
    return none([error(id, { line: 1 }, `'${id}' is no name for a lab`, 'Use lower-case letters, digits and hyphens')])
  let spec
  try {
    spec = parseYaml(await readText(root, `${id}/lab.yaml`), `${id}/lab.yaml`, labSchema)
  } catch (thrown) {
    return none([unreadable(thrown)])
  }
  if (!spec.value) return none(spec.findings)

  const value = spec.value
  const loaded = await Promise.all(value.steps.map((entry, index) => loadStep(root, id, entry, index + 1)))
  const unlisted = await unlistedFolders(root, value, id)
  const findings = [...spec.findings, ...unlisted, ...loaded.flatMap(({ findings }) => findings)]
  const steps = loaded.flatMap(({ step }) => step ?? [])
  if (steps.length < loaded.length) return none(findings)
  const sources = loaded.flatMap(({ sources }) => sources ?? [])
  for (const language of languages)
    markChanges(
      value,
      loaded.map(({ blocks }) => blocks[language].map(({ block }) => block)),
    )
  loaded.forEach(({ step, blocks }) =>
    step?.blocks.push(...blocks.en.map(({ block, hidden }) => ({ ...block, hidden }))),
  )
  return {
    id,
    lab: { id, folder: join(root, id), spec: value, steps },
    findings: sorted(findings),
    sources: { spec, steps: sources },
  }
}

/** Step folders that lab.yaml does not name. */
async function unlistedFolders(root: string, { steps }: LabSpec, id: string): Promise<Finding[]> {
  const file = `${id}/lab.yaml`
  const listed = steps.map((step) => step.id)
  const entries = await listFolder(root, id).catch((thrown: unknown) => unreadable(thrown))
  if (!Array.isArray(entries)) return [entries]
  return entries
    .filter(({ name, folder }) => folder && !listed.includes(name))
    .map(({ name }) => {
      const cure = `Add - { id: ${name}, minutes: 5 } to steps, or delete the folder`
      return warning(file, { line: 1 }, `The folder '${name}' is not listed in steps`, cure)
    })
}
