import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Copies images with their names from one engine to another, both at `unix://` addresses, through memory of no size. */
export async function copyImages(
  images: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const names = images.map((image) => `names=${encodeURIComponent(image)}`).join('&');
  const archive = await answerOf(request({ ...at(from), path: `/images/get?${names}` }).end());
  const loading = request({
    ...at(to),
    method: 'POST',
    path: '/images/load?quiet=1',
    headers: { 'content-type': 'application/x-tar' },
  });
  archive.pipe(loading);
  // Errors come in the stream of an answer that says 200.
  const told = await text(await answerOf(loading));
  if (/"error"/.test(told)) throw new Error(`the images were not loaded: ${told.trim()}`);
}

function at(dockerHost: string): { readonly socketPath: string; readonly agent: false } {
  return { socketPath: dockerHost.replace(/^unix:\/\//, ''), agent: false };
}

async function answerOf(asking: ReturnType<typeof request>): Promise<IncomingMessage> {
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  if (answer.statusCode === 200) return answer;
  throw new Error(`${asking.path} is ${answer.statusCode}: ${await text(answer)}`);
}
