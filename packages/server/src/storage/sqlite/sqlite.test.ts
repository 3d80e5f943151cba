import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { storesContract } from '../contract/stores-contract.ts'
import { openStorage } from '../open-storage.ts'

const directory = mkdtempSync(join(tmpdir(), 'ringpost-sqlite-'))
after(() => rmSync(directory, { recursive: true }))

storesContract('SQLite', () => openStorage({ directory }))
