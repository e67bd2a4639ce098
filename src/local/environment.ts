/**
 * Environment variables as a value. Nothing here reads `process.env`: whoever starts the servers
 * hands in what was read once, and it is also what the tools that we run (Go, Maven) get to see.
 */
export type Environment = Readonly<Record<string, string | undefined>>;
