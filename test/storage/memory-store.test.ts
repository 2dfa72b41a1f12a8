import { MemoryStore, type StoreMemory } from '../../src/storage/memory-store.ts';
import { storeContract } from './store-contract.ts';

storeContract('in memory', () => {
  const memory: StoreMemory = new Map();
  return { open: () => new MemoryStore(memory), cleanUp: () => memory.clear() };
});
