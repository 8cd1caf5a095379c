import type { LabRef } from '@contract/lab-ref'

/** Rooms of windows. */

/** Everybody who follows a lab, its owner and others. */
export const labRoom = ({ lab, person }: LabRef) => `lab:${person}:${lab}`
export const personRoom = (person: string) => `person:${person}`
export const loginRoom = (login: string) => `login:${login}`
export const classRoom = (ofClass: string) => `class:${ofClass}`
