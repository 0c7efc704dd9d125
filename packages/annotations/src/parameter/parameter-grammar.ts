import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import type { Located } from '../diagnostics/located.ts';
import type { DefaultText, OptionText, TypeText } from './parameter-line.ts';
import {
  BareText,
  CloseBrace,
  CloseBracket,
  Colon,
  Description,
  Equals,
  Greater,
  Less,
  LiteralText,
  OpenBrace,
  OpenBracket,
  OptionKey,
  OptionValue,
  PARAMETER_TOKENS,
  QuotedText,
  Separator,
  Unexpected,
  Word,
} from './tokens.ts';

/** The parts of a parameter line as they are parsed; a part that is missing is not there. */
export interface ParameterParts {
  type: TypeText | undefined;
  name: Located | undefined;
  default: DefaultText | undefined;
  readonly options: readonly OptionText[];
  readonly descriptions: readonly Located[];
  readonly unexpected: readonly Located[];
}

/** Parts while they are gathered. */
interface OpenParts extends ParameterParts {
  readonly options: OptionText[];
  readonly descriptions: Located[];
  readonly unexpected: Located[];
}

/** Parts of which none is there yet. */
function createParts(): OpenParts {
  return {
    type: undefined,
    name: undefined,
    default: undefined,
    options: [],
    descriptions: [],
    unexpected: [],
  };
}

/** Names the kind of token that a mismatch expected, for `parseParameter` to make a message of. */
const errorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }: { expected: { name: string } }) => expected.name,
  buildNotAllInputParsedMessage: () => Unexpected.name,
  buildNoViableAltMessage: () => Unexpected.name,
  buildEarlyExitMessage: () => Unexpected.name,
};

/**
 * The grammar of a parameter line:
 * `type ["<" type ">"] [name] ["=" [default]] { "{" options "}" | "[" description "]" }`.
 *
 * Actions are embedded, and a missing bracket, brace or colon is put in by Chevrotain's recovery.
 * The lexer gives only what can be told from the text alone, so the grammar takes a missing name
 * and leftover words as well, and leaves their judgement to the caller.
 */
export class ParameterGrammar extends EmbeddedActionsParser {
  #parts = createParts();

  constructor() {
    super([...PARAMETER_TOKENS], { recoveryEnabled: true, maxLookahead: 1, errorMessageProvider });
    this.performSelfAnalysis();
  }

  /** Parses the tokens of one line; what was wrong with them stands in `errors`. */
  parse(tokens: IToken[]): ParameterParts {
    this.#parts = createParts();
    this.input = tokens;
    this.parameterRule();
    return this.#parts;
  }

  private readonly parameterRule = this.RULE('parameterRule', () => {
    this.SUBRULE(this.typeRule);
    this.OPTION(() => {
      const name = this.CONSUME(Word);
      this.ACTION(() => void (this.#parts.name = toLocated(name)));
    });
    this.OPTION1(() => {
      const equals = this.CONSUME(Equals);
      this.OPTION2(() => this.SUBRULE(this.defaultRule));
      this.ACTION(() => {
        if (!this.#parts.default) this.#parts.unexpected.push(toLocated(equals));
      });
    });
    this.MANY(() =>
      this.OR([
        { ALT: () => this.SUBRULE(this.optionsRule) },
        { ALT: () => this.SUBRULE(this.descriptionRule) },
        {
          ALT: () => {
            const text = this.CONSUME(Unexpected);
            this.ACTION(() => void this.#parts.unexpected.push(toLocated(text)));
          },
        },
      ]),
    );
  });

  private readonly typeRule = this.RULE('typeRule', () => {
    const name = this.CONSUME(Word);
    let element: IToken | undefined;
    let close: IToken | undefined;
    this.OPTION(() => {
      this.CONSUME(Less);
      element = this.CONSUME1(Word);
      close = this.CONSUME(Greater);
    });
    this.ACTION(() => {
      const located = toLocated(name);
      if (name.isInsertedInRecovery) return;
      const last = [close, element].find((token) => token && !token.isInsertedInRecovery) ?? name;
      this.#parts.type = {
        name: located,
        ...(element && !element.isInsertedInRecovery && { element: toLocated(element) }),
        span: { start: located.span.start, end: toLocated(last).span.end },
      };
    });
  });

  private readonly defaultRule = this.RULE('defaultRule', () => {
    const value = this.OR([
      { ALT: () => this.CONSUME(QuotedText) },
      { ALT: () => this.CONSUME(LiteralText) },
      { ALT: () => this.CONSUME(BareText) },
    ]);
    this.ACTION(() => {
      const { tokenType } = value;
      const kind =
        tokenType === QuotedText ? 'quoted' : tokenType === LiteralText ? 'literal' : 'bare';
      this.#parts.default = { kind, ...toLocated(value) };
    });
  });

  private readonly optionsRule = this.RULE('optionsRule', () => {
    this.CONSUME(OpenBrace);
    this.OPTION(() => this.SUBRULE(this.optionRule));
    this.MANY(() => {
      this.CONSUME(Separator);
      this.OPTION1(() => this.SUBRULE1(this.optionRule));
    });
    this.CONSUME(CloseBrace);
  });

  private readonly optionRule = this.RULE('optionRule', () => {
    const key = this.CONSUME(OptionKey);
    const colon = this.CONSUME(Colon);
    let value: IToken | undefined;
    this.OPTION(() => (value = this.CONSUME(OptionValue)));
    this.ACTION(() => {
      const located = toLocated(key);
      const end = colon.isInsertedInRecovery ? located.span.end : colon.startOffset + 1;
      const empty = { text: '', span: { start: end, end } };
      this.#parts.options.push({ key: located, value: value ? toLocated(value) : empty });
    });
  });

  private readonly descriptionRule = this.RULE('descriptionRule', () => {
    this.CONSUME(OpenBracket);
    const text = this.OPTION(() => this.CONSUME(Description));
    this.CONSUME(CloseBracket);
    this.ACTION(() => {
      if (text) this.#parts.descriptions.push(toLocated(text));
    });
  });
}

function toLocated({ image, startOffset }: IToken): Located {
  return { text: image, span: { start: startOffset, end: startOffset + image.length } };
}
