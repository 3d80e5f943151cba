import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { loadConfig } from '../../packages/server/src/app/load-config.ts'
import { blocksOf } from '../site/blocks.ts'
import { chartTools, withoutHelm } from './installation.ts'

const chart = 'deploy/helm/ringpost'
const secrets = {
  RINGPOST_DATABASE_URL: 'postgres://ringpost:secret@postgres/ringpost',
  RINGPOST_NATS_URL: 'nats://nats:4222',
  RINGPOST_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  RINGPOST_BOOTSTRAP: 'acme#chat:id:"quoted" $ecret',
}
const several = {
  nodes: 3,
  volume: { enabled: false },
  settings: { RINGPOST_S3_BUCKET: 'ringpost', RINGPOST_TRUSTED_PROXIES: '10.0.0.0/8' },
  secrets,
}
const ingress = { enabled: true, host: 'chat.example.com', className: 'nginx', tlsSecret: 'chat-tls' }
const cases = {
  one: {},
  oneWithSecrets: {
    secrets: { RINGPOST_BOOTSTRAP: secrets.RINGPOST_BOOTSTRAP },
    service: { type: 'LoadBalancer' },
  },
  several,
  inFront: { ...several, ingress },
  ownSecret: { ...several, secrets: {}, existingSecret: 'mine' },
  // A file of values is passed on as it is.
  shownFile: shown('yaml', 'nodes: 3'),
  shownCommand: valuesOf(shown('sh', 'helm install')),
}
/** What is refused, and by which words. */
const refused: [values: object, words: RegExp][] = [
  [{ nodes: 2 }, /several nodes cannot share a volume/],
  [{ ...several, settings: {} }, /files need settings\.RINGPOST_S3_BUCKET/],
  [{ ...several, secrets: { ...secrets, RINGPOST_NATS_URL: '' } }, /secrets\.RINGPOST_NATS_URL/],
  [{ secrets }, /volume\.enabled=false to keep everything in PostgreSQL/],
  [{ settings: { RINGPOST_DATA: '/elsewhere' } }, /RINGPOST_DATA is not for this chart/],
  [{ settings: { RINGPOST_KEEP_CHATS: 30 } }, /RINGPOST_KEEP_CHATS/],
  [{ ingress: { enabled: true } }, /ingress\.enabled needs ingress\.host/],
  [{ node: 3 }, /additional properties 'node' not allowed/],
]

// biome-ignore lint/suspicious/noExplicitAny: Helm checks their shapes
type Resource = any

/** The block of docs/deploy.md with this text. */
function shown(language: string, text: string): string {
  const found = blocksOf('deploy').find((each) => each.language === language && each.text.includes(text))
  return found?.text ?? assert.fail(`no block with ${text}`)
}

/** What a command sets with `--set`. */
function valuesOf(command: string): object {
  const values: Resource = {}
  for (const [, path, value] of command.matchAll(/--set ([\w.]+)=(\S+)/g)) {
    const names = path!.split('.')
    const last = names.pop()!
    let at = values
    for (const name of names) at = at[name] ??= {}
    at[last] = value === 'true' ? true : value
  }
  return values
}

describe('the Helm chart', { skip: withoutHelm() }, () => {
  let lint: { messages: { severity: number; error: string }[]; errors: string[] }
  const rendered: Record<string, Resource[]> = {}
  let refusals: string[]
  before(async () => {
    const question = {
      chart,
      release: 'demo',
      // The oldest that Chart.yaml allows, and the newest that is known here.
      kubernetes: ['1.27', '1.37'],
      cases: [...Object.values(cases), ...refused.map(([values]) => values)],
    }
    const render = join(import.meta.dirname, 'render_chart.py')
    const env = { ...process.env, PYTHONPATH: chartTools, PYTHONDONTWRITEBYTECODE: '1' }
    const running = promisify(execFile)('python3', [render], { env, maxBuffer: 64 * 1024 * 1024 })
    running.child.stdin!.end(JSON.stringify(question))
    const answer = JSON.parse((await running).stdout)
    lint = answer.lint
    for (const [i, name] of Object.keys(cases).entries())
      rendered[name] = answer.cases[i].objects ?? answer.cases[i]
    refusals = answer.cases.slice(Object.keys(cases).length).map(({ error }: { error?: string }) => error)
  })

  const kinds = (name: string) => rendered[name]!.map(({ kind }) => kind).sort()
  const one = (name: string, kind: string): Resource => rendered[name]!.find((each) => each.kind === kind)
  const workload = (name: string): Resource => one(name, 'StatefulSet') ?? one(name, 'Deployment')
  const pod = (name: string): Resource => workload(name).spec.template
  const container = (name: string): Resource => pod(name).spec.containers[0]

  /** What the server finds in its environment. */
  function environment(name: string): Record<string, string> {
    const own = container(name).env.map(({ name, value }: Resource) => [name, value])
    return { ...(one(name, 'Secret')?.stringData ?? {}), ...Object.fromEntries(own) }
  }

  test('Helm finds nothing to complain about', () => {
    assert.deepEqual(lint.errors, [])
    assert.deepEqual(
      lint.messages.map(({ error }) => error),
      ['icon is recommended'],
    )
  })

  test('values that would lose something, or mean nothing, are refused', () => {
    for (const [i, [, words]] of refused.entries()) assert.match(refusals[i] ?? 'nothing', words)
  })

  test('one node has a volume; several have a budget, and start one after the other', () => {
    assert.deepEqual(kinds('one'), ['Service', 'StatefulSet'])
    assert.deepEqual(kinds('oneWithSecrets'), ['Secret', 'Service', 'StatefulSet'])
    assert.deepEqual(kinds('inFront'), ['Deployment', 'Ingress', 'PodDisruptionBudget', 'Secret', 'Service'])
    assert.equal(one('one', 'StatefulSet').spec.replicas, 1)
    const { replicas, strategy } = one('several', 'Deployment').spec
    assert.deepEqual([replicas, strategy.rollingUpdate.maxUnavailable], [3, 0])
  })

  test('names lead from one object to the other', () => {
    for (const name of Object.keys(cases)) {
      const { labels } = pod(name).metadata
      const isPart = (wanted: object) => assert.deepEqual({ ...labels, ...wanted }, labels, name)
      isPart(workload(name).spec.selector.matchLabels)
      isPart(one(name, 'Service').spec.selector)
      isPart(one(name, 'PodDisruptionBudget')?.spec.selector.matchLabels ?? {})
      const ports = container(name).ports.map((port: Resource) => port.name)
      assert.ok(ports.includes(one(name, 'Service').spec.ports[0].targetPort))
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
        assert.ok(ports.includes(container(name)[probe].httpGet.port))
      const claims = workload(name).spec.volumeClaimTemplates ?? []
      const volumes = [...pod(name).spec.volumes, ...claims.map((claim: Resource) => claim.metadata)]
      const named = volumes.map((volume) => volume.name).sort()
      assert.deepEqual(
        container(name)
          .volumeMounts.map((mount: Resource) => mount.name)
          .sort(),
        named,
      )
    }
    assert.equal(one('one', 'StatefulSet').spec.serviceName, one('one', 'Service').metadata.name)
    const { backend } = one('inFront', 'Ingress').spec.rules[0].http.paths[0]
    const service = one('inFront', 'Service')
    assert.deepEqual(backend.service, {
      name: service.metadata.name,
      port: { name: service.spec.ports[0].name },
    })
  })

  test('the server understands its environment', () => {
    for (const name of Object.keys(cases)) {
      const env = environment(name)
      const config = loadConfig(env)
      const ports = container(name).ports.map((port: Resource) => port.containerPort)
      assert.deepEqual(ports, [config.port, config.metricsPort], name)
      const data = container(name).volumeMounts.find((mount: Resource) => mount.name === 'data')
      assert.equal(data.mountPath, config.data)
      // Variables such as RINGPOST_PORT, which the server would refuse to start with.
      assert.equal(pod(name).spec.enableServiceLinks, false)
    }
    assert.equal(environment('inFront').RINGPOST_PUBLIC_URL, 'https://chat.example.com')
    assert.equal(environment('several').RINGPOST_BOOTSTRAP, secrets.RINGPOST_BOOTSTRAP)
    assert.equal(environment('shownFile').RINGPOST_BOOTSTRAP, 'acme#chat:client-id:client-secret')
    assert.equal(environment('shownCommand').RINGPOST_PUBLIC_URL, 'https://chat.example.com')
  })

  test('secrets are only in the Secret', () => {
    for (const name of ['several', 'ownSecret']) {
      assert.doesNotMatch(JSON.stringify([workload(name)]), /postgres:|\$ecret/)
      const [{ secretRef }] = container(name).envFrom
      assert.equal(secretRef.name, one(name, 'Secret')?.metadata.name ?? 'mine')
    }
    assert.equal(one('ownSecret', 'Secret'), undefined)
    assert.equal(container('one').envFrom, undefined)
    const checksum = (name: string) => pod(name).metadata.annotations['ringpost/secrets']
    assert.notEqual(checksum('several'), checksum('ownSecret'))
  })

  test('it runs as the account of the image, and can change nothing but its volumes', () => {
    const { spec } = pod('one')
    const { runAsUser, runAsGroup, fsGroup, runAsNonRoot } = spec.securityContext
    assert.deepEqual([runAsUser, runAsGroup, fsGroup, runAsNonRoot], [1000, 1000, 1000, true])
    assert.equal(spec.automountServiceAccountToken, false)
    const { securityContext } = container('one')
    assert.deepEqual(securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    assert.ok(spec.terminationGracePeriodSeconds >= 5 + 30)
  })

  test('it says what deploy/Dockerfile says', async () => {
    const file = await readFile('deploy/Dockerfile', 'utf8')
    const line = (word: string) => new RegExp(`^${word} (.*)$`, 'm').exec(file)![1]!
    const { runAsUser, runAsGroup } = pod('one').spec.securityContext
    assert.equal(line('USER'), `${runAsUser}:${runAsGroup}`)
    assert.equal(line('EXPOSE'), String(container('one').ports[0].containerPort))
    assert.equal(line('VOLUME'), environment('one').RINGPOST_DATA)
    // What starts is what the image says.
    assert.deepEqual([container('one').command, container('one').args], [undefined, undefined])
    const { version } = JSON.parse(await readFile('packages/server/package.json', 'utf8'))
    assert.equal(container('one').image, `ringpost:${version}`)
  })
})
