import type { FunctionsStats } from './functions.ts';
import type { SentCall } from './send-call.ts';
import type { TransportKind } from './value-transport.ts';

/** Counts how values travelled, and knows which calls have something in the blob store. */
export interface TransportLedger {
  add(call: Pick<SentCall, 'transport' | 'cleared'>): void;
  stats(): FunctionsStats;
  /** Resolves when nothing of the calls so far is left in the blob store. */
  cleared(): Promise<void>;
}

/** Makes an empty ledger. */
export function createTransportLedger(): TransportLedger {
  const counts: Record<TransportKind, { calls: number; bytes: number }> = {
    inline: { calls: 0, bytes: 0 },
    body: { calls: 0, bytes: 0 },
    blob: { calls: 0, bytes: 0 },
  };
  const clearing = new Set<Promise<void>>();
  return {
    add({ transport, cleared }) {
      // Counted when it is over: only then it is known how the results came.
      const counted = cleared.then(() => {
        const { arguments: sent, results } = transport;
        const kinds = new Set([sent.kind, results.kind]);
        if (kinds.size > 1) kinds.delete('inline');
        for (const kind of kinds) counts[kind].calls += 1;
        counts[sent.kind].bytes += sent.bytes;
        counts[results.kind].bytes += results.bytes;
        clearing.delete(counted);
      });
      clearing.add(counted);
    },
    stats: () => structuredClone(counts),
    async cleared() {
      await Promise.all(clearing);
    },
  };
}
