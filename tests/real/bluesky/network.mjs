// A Bluesky network on loopback: directory (PLC), personal data server (PDS) and, with DB_POSTGRES_URL, the
// AppView that timelines and searches come from. Prints one line of JSON when ready; SIGTERM ends it.
import net from 'node:net'
import { createRequire } from 'node:module'

process.env.LOG_ENABLED ??= 'false'
// The packages listen on every interface; a test must not.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  const everywhere = /^\d+$/.test(String(port)) && typeof rest[0] !== 'string'
  return everywhere ? listen.call(this, Number(port), '127.0.0.1', ...rest) : listen.call(this, port, ...rest)
}
const free = () =>
  new Promise((done) => {
    const probe = net.createServer()
    listen.call(probe, 0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })

const modules = process.env.CURATOR_BLUESKY_MODULES
const require = createRequire(modules ? `${modules}/x.js` : import.meta.url)
const { TestPlc, TestPds, TestBsky, mockNetworkUtilities } = require('@atproto/dev-env')

const plc = await TestPlc.create({})
const port = await free()
const appview =
  process.env.DB_POSTGRES_URL &&
  (await TestBsky.create({
    port: await free(),
    plcUrl: plc.url,
    pdsPort: port,
    repoProvider: `ws://localhost:${port}`,
    dbPostgresUrl: process.env.DB_POSTGRES_URL,
    dbPostgresSchema: 'appview',
  }))
const pds = await TestPds.create({
  port,
  didPlcUrl: plc.url,
  rateLimitsEnabled: false,
  bskyAppViewUrl: appview ? appview.url : 'http://127.0.0.1:9',
  bskyAppViewDid: appview ? appview.ctx.cfg.serverDid : 'did:example:none',
})
if (appview) mockNetworkUtilities(pds, appview)
console.log(JSON.stringify({ pds: pds.url, plc: plc.url, appview: appview ? appview.url : '' }))

const end = async () => {
  const kill = setTimeout(() => process.exit(0), 5000)
  if (appview) await appview.close().catch(() => {})
  await pds.close().catch(() => {})
  await plc.close().catch(() => {})
  clearTimeout(kill)
  process.exit(0)
}
process.on('SIGTERM', end)
process.on('SIGINT', end)
