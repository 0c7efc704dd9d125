// The tests of the package know best how to look into a table.
export { tableOf, typesOf } from '../../packages/dataframe/test/encoded.ts';
export { rawValues } from '../../packages/dataframe/test/raw-values.ts';
