import { AsyncByteQueue, RecordBatchStreamWriter, type Table } from 'apache-arrow';
import type { Chunks } from '@celeriac/signature';

/** Takes the pieces that a writer writes, as they are. */
class ChunkQueue extends AsyncByteQueue {
  readonly chunks: Uint8Array[] = [];

  override write(chunk: Uint8Array): void {
    this.chunks.push(chunk);
  }
}

/** The Arrow IPC stream of a table; its pieces are views of the table's own memory where they can be. */
export function renderStream(table: Table): Chunks {
  const queue = new ChunkQueue();
  const writer = new RecordBatchStreamWriter().reset(queue, table.schema);
  for (const batch of table.batches) writer.write(batch);
  writer.finish();
  const size = queue.chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { kind: 'chunks', size, chunks: queue.chunks };
}
