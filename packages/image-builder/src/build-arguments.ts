import {
  type BuildEnvironment,
  EXTRA_INDEX_URLS_ARGUMENT,
  FIND_LINKS_ARGUMENT,
  INDEX_URL_ARGUMENT,
} from '@celeriac/deployment';

/** Build arguments of a place: the proxies that Docker predefines, in both spellings, and the index. */
export function toBuildArguments(environment: BuildEnvironment): Record<string, string> {
  const { indexUrl, extraIndexUrls, findLinks, httpProxy, httpsProxy, noProxy } = environment;
  const named: readonly (readonly [string, string | undefined])[] = [
    ['HTTP_PROXY', httpProxy],
    ['http_proxy', httpProxy],
    ['HTTPS_PROXY', httpsProxy],
    ['https_proxy', httpsProxy],
    ['NO_PROXY', noProxy],
    ['no_proxy', noProxy],
    [INDEX_URL_ARGUMENT, indexUrl],
    [EXTRA_INDEX_URLS_ARGUMENT, extraIndexUrls?.join(' ')],
    [FIND_LINKS_ARGUMENT, findLinks],
  ];
  const found: Record<string, string> = {};
  for (const [name, value] of named) if (value !== undefined) found[name] = value;
  return found;
}

/** Makes a function that hides the user names and passwords of the place's URLs in a text. */
export function createRedaction(environment: BuildEnvironment): (text: string) => string {
  const { indexUrl, extraIndexUrls = [], findLinks, httpProxy, httpsProxy } = environment;
  const urls = [indexUrl, ...extraIndexUrls, findLinks, httpProxy, httpsProxy];
  const secrets = urls.flatMap((url) => /^[a-z+]+:\/\/([^/?#]+)@/i.exec(url ?? '')?.[1] ?? []);
  return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '****'), text);
}
