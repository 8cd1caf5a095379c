/** What can be done to a node from outside, in a lesson (```fault) or by hand; every fault has the act that takes it back. */
export const faultActs = ['power off', 'power on', 'cable out', 'cable in'] as const
export type FaultAct = (typeof faultActs)[number]
