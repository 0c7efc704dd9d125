import { extname } from 'node:path';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.webp': 'image/webp',
  '.zip': 'application/zip',
};

const UNKNOWN = 'application/octet-stream';

/** The media type that the name of a file stands for. */
export function toMediaType(path: string): string {
  return MEDIA_TYPES[extname(path).toLowerCase()] ?? UNKNOWN;
}

/** What the names of files of a media type end with; nothing for one that is not known. */
export function toExtension(mediaType: string): string {
  const [plain = ''] = mediaType.split(';');
  if (plain === 'image/jpeg') return '.jpg';
  return Object.keys(MEDIA_TYPES).find((extension) => MEDIA_TYPES[extension] === plain) ?? '';
}
