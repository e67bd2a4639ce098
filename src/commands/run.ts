/** Runs a command to its end, and ends the process with the code that it answers. */
export type Run = (command: () => Promise<unknown>) => Promise<void>;
