import { type IncomingMessage, request } from 'node:http';

/** Asks an engine behind a socket for what nobody but a test wants to know; the answer in chunks. */
export async function* askEngine(dockerHost: string, path: string): AsyncGenerator<Buffer> {
  const socketPath = dockerHost.replace('unix://', '');
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath, path }, resolve).on('error', reject).end();
  });
  if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode}`);
  for await (const chunk of response) yield chunk as Buffer;
}

/** Which of these texts are in an answer, wherever its chunks are cut. */
export async function findTexts(
  answer: AsyncIterable<Buffer>,
  texts: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  const longest = Math.max(...texts.map((text) => text.length));
  let rest = Buffer.alloc(0);
  for await (const chunk of answer) {
    const piece = Buffer.concat([rest, chunk]);
    for (const text of texts) if (piece.includes(text)) found.add(text);
    rest = piece.subarray(-longest);
  }
  return texts.filter((text) => found.has(text));
}
