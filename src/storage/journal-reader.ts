// Reads a journal from its beginning, hands out its records and decides what a bad frame means: a torn last
// write, which is to be cut, or damage, which is never repaired by guessing.
import { MesosError } from '../base/errors.ts';
import type { DiskFile } from './disk.ts';
import { diskFailure } from './disk-failure.ts';
import {
  batchFrame,
  decodeFrameHeader,
  decodeHeader,
  type FrameHeader,
  frameHeaderBytes,
  frameMagic,
  headerBytes,
  isFrameIntact,
  maxFrameBytes,
  recordsOf,
  sealFrame,
} from './journal-format.ts';

/** What a journal held when it was opened. */
export interface JournalContents {
  readonly generation: number;
  /** Records handed out. */
  readonly recordCount: number;
  /** Where the snapshot ends. */
  readonly snapshotBytes: number;
  /** Where the last good frame ends. */
  readonly validBytes: number;
  /** Bytes after that: a last write that was torn by a crash and acknowledged to nobody. */
  readonly tornBytes: number;
  /** The last frame after the snapshot: the only good one whose sync may have failed. */
  readonly lastBatch: { readonly offset: number; readonly frame: Uint8Array } | undefined;
}

/** Few reads for a big file, and little memory. */
const windowBytes = 1024 * 1024;

type ReadDone = (error: MesosError | undefined, contents: JournalContents | undefined) => void;

/**
 * Reads the whole file. `onRecord` gets the records in order, in several turns of the event loop, also when
 * damage is found afterwards. Errors: STORAGE_CORRUPT, STORAGE_INCOMPATIBLE, STORAGE_FAILED.
 */
export function readJournal(
  file: DiskFile,
  path: string,
  kind: string,
  onRecord: (record: Uint8Array) => void,
  done: ReadDone,
): void {
  new JournalReader(file, path, kind, onRecord, done).run();
}

class JournalReader {
  readonly #file: DiskFile;
  readonly #path: string;
  readonly #kind: string;
  readonly #onRecord: (record: Uint8Array) => void;
  readonly #done: ReadDone;

  #window: Uint8Array = new Uint8Array(0);
  #windowStart = 0;

  #generation: number | undefined;
  #recordCount = 0;
  #snapshotBytes: number | undefined;
  #lastBatch: JournalContents['lastBatch'];
  /** Where the next frame begins. */
  #offset = headerBytes;
  /** Where the search for a good frame after a bad one goes on. */
  #searchOffset: number | undefined;

  constructor(
    file: DiskFile,
    path: string,
    kind: string,
    onRecord: (record: Uint8Array) => void,
    done: ReadDone,
  ) {
    this.#file = file;
    this.#path = path;
    this.#kind = kind;
    this.#onRecord = onRecord;
    this.#done = done;
  }

  /** Goes on until it needs bytes that are not in the window; their arrival calls it again. */
  run(): void {
    for (;;) {
      const going =
        this.#generation === undefined
          ? this.#readHeader()
          : this.#searchOffset === undefined
            ? this.#readFrame(this.#generation)
            : this.#searchFrame(this.#generation, this.#searchOffset);
      if (!going) return;
    }
  }

  #readHeader(): boolean {
    if (this.#file.sizeBytes < headerBytes) return this.#refuseHeader('it is shorter than the header');
    const bytes = this.#bytes(0, headerBytes);
    if (bytes === undefined) return false;
    const header = decodeHeader(bytes);
    if ('newerVersion' in header) {
      return this.#fail(
        new MesosError(
          'STORAGE_INCOMPATIBLE',
          `${this.#path} has format version ${header.newerVersion}, written by a newer Mesos`,
          { hint: 'start the version that wrote it, or a newer one' },
        ),
      );
    }
    if ('problem' in header) {
      return this.#refuseHeader(
        header.problem === 'damaged' ? 'its header is damaged' : 'it is another kind of file',
      );
    }
    if (header.kind !== this.#kind) {
      return this.#fail(
        new MesosError('STORAGE_INCOMPATIBLE', `${this.#path} is a ${header.kind}, not a ${this.#kind}`, {
          hint: 'give each daemon a work directory of its own',
        }),
      );
    }
    this.#generation = header.generation;
    return true;
  }

  #readFrame(generation: number): boolean {
    if (this.#offset === this.#file.sizeBytes) return this.#finish();
    const found = this.#frameAt(generation, this.#offset);
    if (found === 'pending') return false;
    if (found === undefined) {
      this.#searchOffset = this.#offset + 1;
      return true;
    }
    const { header, frame } = found;
    if ((header.type === batchFrame) !== (this.#snapshotBytes !== undefined)) {
      return this.#refuseDamage('in its snapshot');
    }
    for (const record of recordsOf(frame)) {
      this.#recordCount += 1;
      this.#onRecord(record);
    }
    if (header.type === batchFrame) this.#lastBatch = { offset: this.#offset, frame };
    this.#offset += frame.length;
    if (header.type === sealFrame) this.#snapshotBytes = this.#offset;
    return true;
  }

  /** Batches are written one after the other has been synced: a good one after a bad one means damage. */
  #searchFrame(generation: number, searchOffset: number): boolean {
    const size = this.#file.sizeBytes;
    if (size - this.#offset > maxFrameBytes) return this.#refuseDamage('before its end');
    if (size - searchOffset < frameHeaderBytes) return this.#finish();
    const bytes = this.#bytes(searchOffset, Math.min(windowBytes, size - searchOffset));
    if (bytes === undefined) return false;
    const index = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(frameMagic);
    if (index === -1) {
      // A magic number may begin in the last three bytes.
      this.#searchOffset = searchOffset + bytes.length - 3;
      return true;
    }
    const found = this.#frameAt(generation, searchOffset + index);
    if (found === 'pending') {
      this.#searchOffset = searchOffset + index;
      return false;
    }
    if (found !== undefined) return this.#refuseDamage('before its end');
    this.#searchOffset = searchOffset + index + 1;
    return true;
  }

  #frameAt(
    generation: number,
    offset: number,
  ): { header: FrameHeader; frame: Uint8Array } | 'pending' | undefined {
    if (this.#file.sizeBytes - offset < frameHeaderBytes) return undefined;
    const head = this.#bytes(offset, frameHeaderBytes);
    if (head === undefined) return 'pending';
    const header = decodeFrameHeader(head);
    if (header === undefined) return undefined;
    const lengthBytes = frameHeaderBytes + header.payloadBytes;
    if (lengthBytes > this.#file.sizeBytes - offset) return undefined;
    const frame = this.#bytes(offset, lengthBytes);
    if (frame === undefined) return 'pending';
    return isFrameIntact(frame, header.crc, generation, offset) ? { header, frame } : undefined;
  }

  /** The bytes when the window has them; otherwise undefined, and `run` is called when they have come. */
  #bytes(offset: number, lengthBytes: number): Uint8Array | undefined {
    const place = offset - this.#windowStart;
    if (place >= 0 && place + lengthBytes <= this.#window.length) {
      return this.#window.subarray(place, place + lengthBytes);
    }
    const wanted = Math.min(Math.max(lengthBytes, windowBytes), this.#file.sizeBytes - offset);
    this.#file.read(offset, wanted, (error, bytes) => {
      if (error !== undefined || bytes === undefined) {
        this.#fail(diskFailure('read', this.#path, error ?? new Error('no bytes')));
        return;
      }
      this.#window = bytes;
      this.#windowStart = offset;
      this.run();
    });
    return undefined;
  }

  #finish(): false {
    if (this.#generation === undefined || this.#snapshotBytes === undefined) {
      return this.#refuseDamage('in its snapshot');
    }
    this.#done(undefined, {
      generation: this.#generation,
      recordCount: this.#recordCount,
      snapshotBytes: this.#snapshotBytes,
      validBytes: this.#offset,
      tornBytes: this.#file.sizeBytes - this.#offset,
      lastBatch: this.#lastBatch,
    });
    return false;
  }

  #refuseHeader(why: string): false {
    return this.#fail(
      new MesosError('STORAGE_CORRUPT', `${this.#path} is not a ${this.#kind}: ${why}`, {
        hint: this.#whatToDo(),
      }),
    );
  }

  #refuseDamage(where: string): false {
    const message = `${this.#path} is damaged ${where}, at byte ${this.#offset} of ${this.#file.sizeBytes}: what was safe on the disk has changed`;
    return this.#fail(new MesosError('STORAGE_CORRUPT', message, { hint: this.#whatToDo() }));
  }

  #whatToDo(): string {
    return `check the disk, then restore the file from a copy, or move it away to start with an empty ${this.#kind}: mv ${this.#path} ${this.#path}.damaged`;
  }

  #fail(error: MesosError): false {
    this.#done(error, undefined);
    return false;
  }
}
