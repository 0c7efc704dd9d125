import type { BuildEnvironment } from '@celeriac/deployment';

/** Build arguments of a place: the proxies that Docker predefines, in both spellings. */
export function toBuildArguments(environment: BuildEnvironment): Record<string, string> {
  const { httpProxy, httpsProxy, noProxy } = environment;
  const named: readonly (readonly [string, string | undefined])[] = [
    ['HTTP_PROXY', httpProxy],
    ['http_proxy', httpProxy],
    ['HTTPS_PROXY', httpsProxy],
    ['https_proxy', httpsProxy],
    ['NO_PROXY', noProxy],
    ['no_proxy', noProxy],
  ];
  const found: Record<string, string> = {};
  for (const [name, value] of named) if (value !== undefined) found[name] = value;
  return found;
}

/** What installers are told of a place, as a shell script that exports it. */
export function renderPlace({
  indexUrl,
  extraIndexUrls = [],
  findLinks,
  condaChannels = {},
}: BuildEnvironment): string {
  const channels = Object.entries(condaChannels).map((pair) => pair.join('='));
  const named: readonly (readonly [string, string | undefined])[] = [
    ['PIP_INDEX_URL', indexUrl],
    ['UV_DEFAULT_INDEX', indexUrl],
    ['PIP_EXTRA_INDEX_URL', extraIndexUrls.join(' ') || undefined],
    ['UV_INDEX', extraIndexUrls.join(' ') || undefined],
    ['PIP_FIND_LINKS', findLinks],
    ['UV_FIND_LINKS', findLinks],
    ['CELERIAC_CONDA_CHANNELS', channels.join(' ') || undefined],
  ];
  return named
    .flatMap(([name, value]) => (value === undefined ? [] : [`export ${name}=${quote(value)}\n`]))
    .join('');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Makes a function that hides the user names and passwords of the place's URLs in a text. */
export function createRedaction(environment: BuildEnvironment): (text: string) => string {
  const { httpProxy, httpsProxy } = environment;
  const logins = [...listLogins(environment), ...[httpProxy, httpsProxy].flatMap(findLogin)];
  // A password may be told without its user, or as it is without the escapes of a URL.
  const secrets = logins.flatMap((login) => {
    const password = login.slice(login.indexOf(':') + 1);
    return [login, password, unescape(password)].filter((text) => text.length >= MIN_SECRET);
  });
  return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '****'), text);
}

/** User names and passwords in the URLs of indexes, links and channels. */
export function listLogins(environment: BuildEnvironment): readonly string[] {
  const { indexUrl, extraIndexUrls = [], findLinks, condaChannels = {} } = environment;
  const urls = [indexUrl, ...extraIndexUrls, findLinks, ...Object.values(condaChannels)];
  return urls.flatMap(findLogin);
}

/** A shorter one is part of too many words to be hidden. */
const MIN_SECRET = 4;

function findLogin(url: string | undefined): string[] {
  return /^[a-z+]+:\/\/([^/?#]+)@/i.exec(url ?? '')?.slice(1, 2) ?? [];
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
