import type { TransferEvent } from '@celeriac/deployment';
import type { TransferMessage } from '@celeriac/engine';
import type { Transfer } from './explain-refusal.ts';

type LayerEvent = Extract<TransferEvent, { kind: 'transfer' }>;

/** Makes events of what an engine tells of one transfer, over all its tries. */
export function createTransferProgress(transfer: Transfer) {
  const begun = performance.now();
  const layers = new Map<string, LayerEvent>();
  let digest: string | undefined;
  return {
    /** The event of a message; `undefined` for what is no news. */
    push(message: TransferMessage): LayerEvent | undefined {
      if (message.kind === 'digest') digest = message.digest;
      if (message.kind !== 'layer') return undefined;
      const state = toState(message.status);
      const known = layers.get(message.id);
      const bytes = message.bytes ?? (state === known?.state ? known.bytes : undefined);
      const totalBytes = message.totalBytes ?? known?.totalBytes;
      const event: LayerEvent = {
        ...{ kind: 'transfer', ...transfer, layer: message.id, state },
        ...(bytes === undefined ? {} : { bytes }),
        ...(totalBytes === undefined ? {} : { totalBytes }),
      };
      layers.set(message.id, event);
      return known?.state === state && known.bytes === bytes ? undefined : event;
    },
    /** What it came to. */
    end(): TransferEvent {
      const moved = [...layers.values()].filter(({ state }) => state === 'done');
      return {
        ...{ kind: 'transferred', ...transfer },
        ...(digest === undefined ? {} : { digest }),
        bytes: moved.reduce((sum, { totalBytes = 0 }) => sum + totalBytes, 0),
        durationMs: Math.round(performance.now() - begun),
      };
    },
  };
}

/** The engine's words for a layer, from its pull and push code. */
function toState(status: string): LayerEvent['state'] {
  if (/^(pushed|mounted from|pull complete)/i.test(status)) return 'done';
  if (/exists$/i.test(status)) return 'exists';
  if (/^(pushing|downloading|extracting|verifying|download complete)/i.test(status))
    return 'moving';
  return 'waiting';
}
