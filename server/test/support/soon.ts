/** How long (milliseconds) a test waits for what must come, on a busy machine, and how often it looks. */
export const soon = { timeout: 60_000, interval: 50 }
