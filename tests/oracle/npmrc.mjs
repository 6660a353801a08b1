// Random .npmrc lines through npm's own reader (its package "ini") and through ours.
//   node tests/oracle/npmrc.mjs PATH-OF-INI build/tests/npmrc_dump [COUNT]
// Where ours differs on purpose (quotes before a comment are taken off), the case is skipped
// by name and counted.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'

const [iniPath, dump, countText] = process.argv.slice(2)
const ini = createRequire(import.meta.url)(iniPath)
const count = Number(countText || 20000)
const pieces = ['a', '//h/:_authToken', '=', '==', ' ', '\t', ';', '#', '\\', '\\;', '"', "'", '[]',
  '${X}', '${X?}', 'value', '\\u0041', '\\n', '{', ']', '[s', '@s:registry', 'https://h/', '0', 'é']
let seed = 42
const roll = n => (seed = (seed * 1103515245 + 12345) % 2147483648) % n
const hex = s => Buffer.from(s).toString('hex')

const lines = []
for (let i = 0; i < count; i++) {
  let line = ''
  for (let n = 1 + roll(8); n > 0; n--) line += pieces[roll(pieces.length)]
  lines.push(line)
}
const ours = execFileSync(dump, { input: lines.map(hex).join('\n') + '\n', maxBuffer: 1 << 28 })
  .toString().split('\n')

let wrong = 0
let skipped = 0
lines.forEach((line, i) => {
  const theirs = ini.parse(line)
  const keys = Object.keys(theirs)
  let expected = '-'
  if (keys.length === 1) {
    let value = theirs[keys[0]]
    if (Array.isArray(value)) value = value[0]
    if (value !== null && typeof value === 'object') { skipped++; return } // a section
    expected = hex(keys[0]) + ' ' + hex(String(value))
  }
  if (ours[i] === expected) return
  const value = Buffer.from((ours[i].split(' ')[1]) || '', 'hex').toString()
  const theirValue = String(Object.values(theirs)[0])
  // "x" ; note: npm keeps the quotes; our reader takes them off, since the secret is inside
  if (theirValue.replace(/^(["'])(.*)\1$/s, '$2') === value) { skipped++; return }
  // an empty key is of no use to npm either
  if (keys.length === 1 && keys[0] === '' && ours[i] === '-') { skipped++; return }
  if (wrong++ < 10) console.log(JSON.stringify(line), 'npm:', JSON.stringify(theirs), 'ours:', ours[i], JSON.stringify(value))
})
console.log(`${count} lines, ${skipped} skipped on purpose, ${wrong} different`)
process.exit(wrong ? 1 : 0)
