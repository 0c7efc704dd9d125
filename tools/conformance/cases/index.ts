import type { ConformanceCase } from '../backend.ts';
import { causeCases } from './causes.ts';
import { enforcementCases } from './enforcement.ts';
import { lifecycleCases } from './lifecycle.ts';
import { limitCases } from './limits.ts';

/** Every promise of the port, in reading order. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...lifecycleCases,
  ...limitCases,
  ...causeCases,
  ...enforcementCases,
];
