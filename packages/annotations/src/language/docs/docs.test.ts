import { describe, expect, it } from 'vitest';
import { TAGS } from '../../header/tag-table.ts';
import { OPTIONS } from '../../model/option-table.ts';
import { INTERFACE_TYPES } from '../../model/type-table.ts';
import { ANNOTATION_CODES } from '../../index.ts';
import { describeCode, describeOption, describeTag, describeType } from './describe.ts';
import { OPTION_DOCS } from './option-docs.ts';
import { TAG_DOCS } from './tag-docs.ts';
import { TYPE_DOCS } from './type-docs.ts';

describe('the documentation', () => {
  it('tells of every tag and option there is, and of no other', () => {
    expect(Object.keys(TAG_DOCS).toSorted()).toEqual(Object.keys(TAGS).toSorted());
    expect(Object.keys(OPTION_DOCS).toSorted()).toEqual(Object.keys(OPTIONS).toSorted());
  });

  it('is of whole sentences', () => {
    const sentences = [
      ...Object.values(TAG_DOCS),
      ...Object.values(OPTION_DOCS),
      ...Object.values(TYPE_DOCS).map(({ note }) => note),
    ];
    expect(sentences.filter((sentence) => !/^[A-Z`].*[.]$/.test(sentence))).toEqual([]);
  });

  it('is there for everything that can be pointed at, and empty for the rest', () => {
    const described = [
      ...Object.keys(TAGS).map(describeTag),
      ...Object.keys(OPTIONS).map(describeOption),
      ...[...Object.keys(TYPE_DOCS), ...INTERFACE_TYPES].map(describeType),
      ...Object.keys(ANNOTATION_CODES).map(describeCode),
    ];
    expect(described.filter((text) => text.length < 10)).toEqual([]);
    for (const describeOne of [describeTag, describeOption, describeType, describeCode])
      expect(['', 'nothing', 'toString', '__proto__'].map(describeOne)).toEqual(['', '', '', '']);
  });
});
