import { join } from 'node:path';
import type { BuildEnvironment } from '@celeriac/deployment';
import type { LocalPlace } from '../local-place.ts';

/** What pip and uv are run with: this process' environment, and what a deploy says of the place. */
export function toToolEnvironment(
  { indexUrl, extraIndexUrls = [], findLinks, caBundleFile, ...proxies }: BuildEnvironment,
  { cacheDirectory, env }: Pick<LocalPlace, 'cacheDirectory' | 'env'>,
): Record<string, string | undefined> {
  const extra = extraIndexUrls.join(' ') || undefined;
  const named = {
    PIP_INDEX_URL: indexUrl,
    UV_DEFAULT_INDEX: indexUrl,
    PIP_EXTRA_INDEX_URL: extra,
    UV_INDEX: extra,
    PIP_FIND_LINKS: findLinks,
    UV_FIND_LINKS: findLinks,
    SSL_CERT_FILE: caBundleFile,
    PIP_CERT: caBundleFile,
    HTTP_PROXY: proxies.httpProxy,
    HTTPS_PROXY: proxies.httpsProxy,
    NO_PROXY: proxies.noProxy,
  };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  return {
    UV_CACHE_DIR: join(cacheDirectory, 'uv'),
    ...env,
    ...Object.fromEntries(given),
    // Of whoever started this: neither names the environment that is meant here.
    VIRTUAL_ENV: undefined,
    PYTHONHOME: undefined,
    PYTHONPATH: undefined,
    UV_NO_PROGRESS: '1',
    UV_PYTHON_DOWNLOADS: 'never',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  };
}
