import type { AnnotatedFunction } from '@celeriac/annotations';
import { CARRIED_TYPES, isCarried, renderType } from '@celeriac/signature';
import type { Report } from './report.ts';

/**
 * Tells `unsupported-type`, where the type is written, for each input and output whose values
 * cannot travel to a worker in this version.
 */
export function checkTypes(
  { inputs, outputs }: Pick<AnnotatedFunction, 'inputs' | 'outputs'>,
  file: string,
  report: Report,
): void {
  for (const { parameter, line } of [...inputs, ...outputs]) {
    if (isCarried(parameter.type)) continue;
    const type = renderType(parameter.type);
    report.error(
      'unsupported-type',
      `Values of type ${type} ("${parameter.name}") cannot be sent to a worker by this version; types that can: ${CARRIED_TYPES.join(', ')}.`,
      { file, span: line.type?.span ?? line.span },
    );
  }
}
