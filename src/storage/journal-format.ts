// The bytes of a journal: a header, then frames. A frame is what one write and one sync carried, so a bad frame
// at the end was never acknowledged to anybody, and a bad frame before a good one was damaged afterwards.
//
//   header   magic 8 · format version u32 · generation u32 · kind 28 (ASCII, zero-padded) · crc u32
//   frame    magic 4 · type u8 · 0 u8 u8 u8 · payload length u32 · record count u32 · crc u32 · payload
//   payload  records, each length u32 · bytes
//
// Numbers are little-endian. The checksum of a frame also covers the generation and the frame's place in the
// file, so that old bytes of the disk, a frame of an older file or a payload that holds a journal never pass.
import { crc32 } from 'node:zlib';
import { assert } from '../base/assert.ts';

export const formatVersion = 1;
export const headerBytes = 48;
export const frameHeaderBytes = 20;

/** Larger than any message a peer may send (8 MB bodies), with room for what is added around it. */
export const maxRecordBytes = 16 * 1024 * 1024;

/** Records of one frame stop here: it takes a disk tens of milliseconds, and the next batch waits that long. */
export const batchBytes = 4 * 1024 * 1024;

/** A batch is closed by the record that passes `batchBytes`. */
const maxPayloadBytes = batchBytes + maxRecordBytes + 4;

/** The most that one torn write can leave. */
export const maxFrameBytes = frameHeaderBytes + maxPayloadBytes;

export const frameMagic = Buffer.from('MJFR', 'latin1');
const headerMagic = Buffer.from('MESOSJNL', 'latin1');
const kindOffset = 16;
const kindBytes = 28;
const headerCrcOffset = 44;

/** 1: records of the snapshot. 2: the snapshot is complete. 3: records appended since. */
export type FrameType = 1 | 2 | 3;
export const snapshotFrame = 1;
export const sealFrame = 2;
export const batchFrame = 3;

export interface FrameHeader {
  readonly type: FrameType;
  readonly payloadBytes: number;
  readonly recordCount: number;
  readonly crc: number;
}

export type HeaderResult =
  | { readonly generation: number; readonly kind: string }
  | { readonly problem: 'not-a-journal' | 'damaged' }
  | { readonly newerVersion: number };

export function encodeHeader(kind: string, generation: number): Uint8Array {
  assert(/^[ -~]{1,28}$/.test(kind), 'the kind of a journal is 1 to 28 ASCII characters');
  const bytes = Buffer.alloc(headerBytes);
  headerMagic.copy(bytes);
  bytes.writeUInt32LE(formatVersion, 8);
  bytes.writeUInt32LE(generation, 12);
  bytes.write(kind, kindOffset, 'latin1');
  bytes.writeUInt32LE(crc32(bytes.subarray(0, headerCrcOffset)), headerCrcOffset);
  return bytes;
}

/** Reads the first `headerBytes` of a file. The version comes first: a newer one may have another layout. */
export function decodeHeader(header: Uint8Array): HeaderResult {
  const bytes = view(header);
  if (bytes.length < headerBytes || headerMagic.compare(bytes, 0, 8) !== 0)
    return { problem: 'not-a-journal' };
  const version = bytes.readUInt32LE(8);
  if (version > formatVersion) return { newerVersion: version };
  const crc = crc32(bytes.subarray(0, headerCrcOffset));
  if (version !== formatVersion || crc !== bytes.readUInt32LE(headerCrcOffset)) return { problem: 'damaged' };
  const kind = bytes.toString('latin1', kindOffset, kindOffset + kindBytes).replace(/\0+$/, '');
  return { generation: bytes.readUInt32LE(12), kind };
}

/** One frame of these records for that place (`offset`) of that file (`generation`). */
export function encodeFrame(
  type: FrameType,
  records: readonly Uint8Array[],
  generation: number,
  offset: number,
): Uint8Array {
  let payloadBytes = 0;
  for (const record of records) payloadBytes += 4 + record.length;
  assert(payloadBytes <= maxPayloadBytes, 'a frame of a journal is too large');
  const frame = Buffer.allocUnsafe(frameHeaderBytes + payloadBytes);
  frameMagic.copy(frame);
  frame.writeUInt32LE(type, 4);
  frame.writeUInt32LE(payloadBytes, 8);
  frame.writeUInt32LE(records.length, 12);
  let place = frameHeaderBytes;
  for (const record of records) {
    frame.writeUInt32LE(record.length, place);
    frame.set(record, place + 4);
    place += 4 + record.length;
  }
  frame.writeUInt32LE(frameCrc(frame, generation, offset), 16);
  return frame;
}

/** The header of a frame, undefined for anything that cannot be one. */
export function decodeFrameHeader(header: Uint8Array): FrameHeader | undefined {
  const bytes = view(header);
  if (bytes.length < frameHeaderBytes || frameMagic.compare(bytes, 0, 4) !== 0) return undefined;
  const type = bytes.readUInt32LE(4);
  if (type !== snapshotFrame && type !== sealFrame && type !== batchFrame) return undefined;
  const payloadBytes = bytes.readUInt32LE(8);
  const recordCount = bytes.readUInt32LE(12);
  if (payloadBytes > maxPayloadBytes || recordCount * 4 > payloadBytes) return undefined;
  return { type, payloadBytes, recordCount, crc: bytes.readUInt32LE(16) };
}

/** Whether the whole frame is what was written at that place of that file. */
export function isFrameIntact(frame: Uint8Array, crc: number, generation: number, offset: number): boolean {
  return frameCrc(view(frame), generation, offset) === crc;
}

/** The records of an intact frame, as views of it. */
export function recordsOf(frame: Uint8Array): Uint8Array[] {
  const bytes = view(frame);
  const records: Uint8Array[] = [];
  let place = frameHeaderBytes;
  while (place < bytes.length) {
    const end = place + 4 + bytes.readUInt32LE(place);
    records.push(bytes.subarray(place + 4, end));
    place = end;
  }
  return records;
}

function frameCrc(frame: Buffer, generation: number, offset: number): number {
  const place = Buffer.allocUnsafe(12);
  place.writeUInt32LE(generation, 0);
  place.writeDoubleLE(offset, 4);
  const head = crc32(frame.subarray(4, 16), crc32(place));
  return crc32(frame.subarray(frameHeaderBytes), head);
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
