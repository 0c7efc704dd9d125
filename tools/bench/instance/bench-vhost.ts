/** A virtual host of the broker, made for one run. */
export interface BenchVhost extends AsyncDisposable {
  /** Turns an address of the broker into one of the same broker's virtual host. */
  readonly within: (brokerUrl: string) => string;
}

/** Makes a virtual host; disposing of it removes it with all that is in it, and users of ours that have it alone. */
export async function createVhost(
  name: string,
  { brokerUrl, managementUrl }: { readonly brokerUrl: string; readonly managementUrl: string },
): Promise<BenchVhost> {
  const { username, password } = new URL(brokerUrl);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = {
    authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
    'content-type': 'application/json',
  };
  const ask = async (method: string, path: string): Promise<Response> => {
    const signal = AbortSignal.timeout(30_000);
    const answer = await fetch(`${managementUrl}/api/${path}`, { method, headers, signal });
    if (answer.ok || (method === 'DELETE' && answer.status === 404)) return answer;
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  };
  await ask('PUT', `vhosts/${name}`);
  return {
    within: (url) => {
      const changed = new URL(url);
      changed.pathname = `/${name}`;
      return changed.href;
    },
    async [Symbol.asyncDispose]() {
      const found = await ask('GET', `vhosts/${name}/permissions`);
      const users = (await found.json()) as { user: string }[];
      // What a deploy that was killed left; a `down` has removed its own.
      const left = users.filter(({ user }) => user.startsWith('celeriac.'));
      for (const { user } of left) await ask('DELETE', `users/${encodeURIComponent(user)}`);
      await ask('DELETE', `vhosts/${name}`);
    },
  };
}
