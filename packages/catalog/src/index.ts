export { createCatalog, type Catalog } from './catalog.ts';
export { createCatalogStore } from './catalog-store.ts';
export type { DeployedFunction } from './function-index.ts';
export { CatalogError, type CatalogErrorCode } from './catalog-error.ts';
