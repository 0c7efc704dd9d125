/** One thing that is not there, and the command that would provide it. */
export interface MissingPiece {
  readonly service: 'docker' | 'rabbitmq' | 's3';
  readonly problem: string;
  readonly command: string;
}

/**
 * Services are missing and nobody agreed to installing or starting them. Programs that meet it exit with code 3.
 * `resume` is the one command that goes on from here.
 */
export class MissingService extends Error {
  override readonly name = 'MissingService';
  readonly code = 'missing-service';
  readonly exitCode = 3;
  readonly missing: readonly MissingPiece[];
  readonly resume: string;

  constructor(missing: readonly MissingPiece[], resume: string) {
    const lines = missing.map(
      ({ service, problem, command }) => `  ${service}: ${problem}\n      would run: ${command}`,
    );
    super(`Services are missing:\n${lines.join('\n')}\nTo go on: ${resume}`);
    this.missing = missing;
    this.resume = resume;
  }
}
