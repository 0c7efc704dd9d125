import type { Plugin } from 'rolldown';

const STAND_IN = `
export class Lexer { static NA = /NOT_APPLICABLE/ }
export const LexerDefinitionErrorType = {};
`;

/**
 * Leaves Chevrotain's own lexer out of a bundle: our parser has another, but Chevrotain's modules hold
 * on to theirs for one constant of it.
 */
export const withoutLexer: Plugin = {
  name: 'without-lexer',
  load: (id) =>
    id.replaceAll('\\', '/').endsWith('/chevrotain/lib/src/scan/lexer_public.js') ? STAND_IN : null,
};
