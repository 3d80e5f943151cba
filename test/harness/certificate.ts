import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface CertificateFiles {
  cert: string
  key: string
}

/** Why tests that need one are skipped; false where they are not. */
export async function lacksOpenssl(): Promise<string | false> {
  return run('openssl', ['version']).then(
    () => false,
    () => 'openssl not found: install it',
  )
}

/** Writes a certificate for `name` that its own key signs, and the key, into two files of the folder. */
export async function makeCertificate(folder: string, name: string): Promise<CertificateFiles> {
  const files = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) }
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  await run('openssl', ['req', ...kind, ...subject, '-out', files.cert, '-keyout', files.key])
  return files
}

/** Packs a certificate and its key into a PKCS#12 file. */
export async function makePkcs12(
  { cert, key }: CertificateFiles,
  path: string,
  passphrase: string,
): Promise<void> {
  const out = ['-out', path, '-passout', `pass:${passphrase}`]
  await run('openssl', ['pkcs12', '-export', '-in', cert, '-inkey', key, ...out])
}

const run = promisify(execFile)
