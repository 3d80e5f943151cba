import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ByteSource } from '../domain/files/blob-store.ts'
import type { FrameGrabber, MadePicture } from '../domain/files/media.ts'
import type { Box } from '../domain/files/stored-file.ts'
import { clearTimeout, setTimeout } from '../kernel/machine-time.ts'
import { Slots } from '../kernel/slots.ts'

/**
 * ffmpeg's name of each format. It is given the format instead of guessing it, because it also accepts playlists and scripts as
 * videos, which can name other files of this machine.
 */
const demuxers: Readonly<Record<string, string>> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'video/3gpp': 'mov',
  'video/webm': 'matroska',
  'video/x-matroska': 'matroska',
  'video/x-msvideo': 'avi',
  'video/x-flv': 'flv',
  'video/x-ms-asf': 'asf',
  'video/mpeg': 'mpeg',
  'video/mp2t': 'mpegts',
}
const AT_ONCE = 2
const TIMEOUT_MS = 15_000
const FRAME_BYTES = 8 * 1024 * 1024
const PIXELS = 36_000_000
const BYTES_PER_ALLOCATION = 512 * 1024 * 1024

/** Extracts first frames of videos with ffmpeg, the only program that this server starts. */
export class FfmpegFrames implements FrameGrabber {
  readonly #program: string
  readonly #slots = new Slots(AT_ONCE)

  /** @param program path, or a name to look up in PATH. */
  constructor(program: string) {
    this.#program = program
  }

  async grab(source: ByteSource, type: string, box: Box): Promise<MadePicture | 'unsupported' | undefined> {
    const demuxer = demuxers[type]
    if (demuxer === undefined) return undefined
    const output = await this.#slots.run(() =>
      asFile(source, (path) => this.#run(frameArguments(path, demuxer, box))),
    )
    if (output === 'unsupported') return output
    return output.length > 0 ? { type: 'image/jpeg', bytes: output } : undefined
  }

  /** The output of the program; empty if it fails, takes too long or writes too much. */
  #run(args: readonly string[]): Promise<Buffer | 'unsupported'> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.#program, args, {
        stdio: ['ignore', 'pipe', 'ignore'],
        // The child must not see the secrets in our environment.
        env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot },
      })
      const kill = () => child.kill('SIGKILL')
      // Not the timeout option of spawn: its timer keeps running if the program cannot be started.
      const timer = setTimeout(kill, TIMEOUT_MS)
      const chunks: Buffer[] = []
      let size = 0
      child.stdout.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        size += chunk.length
        if (size > FRAME_BYTES) kill()
      })
      child.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        if (error.code === 'ENOENT' || error.code === 'EACCES') resolve('unsupported')
        else reject(error)
      })
      child.on('close', (code) => {
        clearTimeout(timer)
        resolve(code === 0 ? Buffer.concat(chunks) : Buffer.alloc(0))
      })
    })
  }
}

/** Bytes in memory are a temporary file while the program runs: it jumps within a video, so they cannot be piped to it. */
async function asFile<T>(source: ByteSource, work: (path: string) => Promise<T>): Promise<T> {
  if (typeof source === 'string') return work(source)
  const folder = await mkdtemp(join(tmpdir(), 'ringpost-video-'))
  try {
    const path = join(folder, 'video')
    await writeFile(path, source, { mode: 0o600 })
    return await work(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function frameArguments(path: string, demuxer: string, { width, height }: Box): string[] {
  const limit = (side: string, most: number | undefined) =>
    most === undefined ? side : `min(${most},${side})`
  const scale = `scale=w='${limit('iw', width)}':h='${limit('ih', height)}':force_original_aspect_ratio=decrease`
  return [
    ...['-nostdin', '-v', 'quiet', '-max_alloc', String(BYTES_PER_ALLOCATION)],
    ...['-protocol_whitelist', 'file', '-f', demuxer, '-threads', '1', '-max_pixels', String(PIXELS)],
    ...['-i', `file:${path}`, '-map', '0:v:0', '-frames:v', '1', '-vf', scale],
    ...['-threads', '1', '-c:v', 'mjpeg', '-f', 'image2pipe', 'pipe:1'],
  ]
}
