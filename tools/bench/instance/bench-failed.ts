/** A benchmark could not be made: a command failed, or the run was interrupted. */
export class BenchFailed extends Error {}
