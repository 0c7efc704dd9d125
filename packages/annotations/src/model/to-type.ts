import { isTypeName, type TypeName, type ValueType } from '@celeriac/signature';
import type { Located } from '../diagnostics/located.ts';
import { quote } from '../diagnostics/quote.ts';
import { replaceBy, type Report } from '../diagnostics/reporter.ts';
import type { TypeText } from '../parameter/parameter-line.ts';
import { INTERFACE_TYPES, meantType } from './type-table.ts';

/** Turns a type as written into one of the model, reporting what no worker can be given. */
export function toType(written: TypeText, report: Report): ValueType {
  const name = toTypeName(written.name, report);
  const { element } = written;
  if (element === undefined) return { name };
  if (name !== 'list') {
    const { span } = written;
    report('element-not-allowed', span, {
      message: `Only "list" has an element type: write "${name}".`,
      fix: replaceBy(span, name, `Change it to "${name}"`),
    });
    return { name };
  }
  return { name, element: toTypeName(element, report) };
}

/** The type of a name; one that is unknown becomes the one that was meant, at worst `dynamic`. */
function toTypeName({ text, span }: Located, report: Report): TypeName {
  if (isTypeName(text)) return text;
  if (INTERFACE_TYPES.has(text)) {
    const message = `A Python worker cannot be given a "${text}": it belongs to a user interface. Use another type.`;
    report('type-not-transportable', span, message);
    return 'dynamic';
  }
  const meant = meantType(text);
  if (meant === undefined) {
    report(
      'unknown-type',
      span,
      `There is no type ${quote(text)}: use one such as int, double, string.`,
    );
    return 'dynamic';
  }
  report('unknown-type', span, {
    message: `There is no type ${quote(text)}: write "${meant}".`,
    fix: replaceBy(span, meant, `Change "${text}" to "${meant}"`),
  });
  return meant;
}
