import { readdirSync, readFileSync } from 'node:fs'
import type { House } from '../local/house.ts'

export type Row = { name: string; value: number; unit: string; bound: number | null; holds: boolean }

export const row = (name: string, value: number, unit: string, bound: number | null = null, holds?: boolean): Row => ({
  name,
  value: Math.round(value * 1000) / 1000,
  unit,
  bound,
  holds: holds ?? (bound === null || value <= bound),
})

/** The runtime's process that belongs to this house: the newest child of ours that is not yet counted. */
export function runtimes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('workerd') && parentOf(pid) === process.pid
      } catch {
        return false
      }
    })
}

const stat = (pid: number) =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
const parentOf = (pid: number) => Number(stat(pid)[1])

/** CPU milliseconds that a process has used; the kernel counts in hundredths of a second. */
export const cpuMs = (pid: number) => (Number(stat(pid)[11]) + Number(stat(pid)[12])) * 10

export const memoryMb = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

export const median = (values: number[]) =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

type Load = { url: string; headers?: Record<string, string>; pid: number }

/** Asks so many times, one after another, over a real socket. Answers CPU milliseconds a request and the median wait. */
export async function load(
  { url, headers = {}, pid }: Load,
  times: number,
): Promise<{ cpu: number; wait: number; bytes: number }> {
  const waits: number[] = []
  let bytes = 0
  const before = cpuMs(pid)
  for (let time = 0; time < times; time++) {
    const began = performance.now()
    const answer = await fetch(url, { headers, redirect: 'manual' })
    bytes = (await answer.arrayBuffer()).byteLength
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
    waits.push(performance.now() - began)
  }
  return { cpu: (cpuMs(pid) - before) / times, wait: median(waits), bytes }
}

/** The two in turn, so that a machine that slows down slows both. Answers each pair's ratio. */
export async function ratio(one: Load, other: Load, rounds: number, times: number) {
  await load(one, times)
  await load(other, times)
  const pairs: { one: number; other: number }[] = []
  for (let round = 0; round < rounds; round++) {
    pairs.push({ one: (await load(one, times)).cpu, other: (await load(other, times)).cpu })
  }
  return {
    ratio: median(pairs.map((pair) => pair.one / pair.other)),
    one: median(pairs.map((pair) => pair.one)),
    other: median(pairs.map((pair) => pair.other)),
  }
}

/** A statement on one of the house's databases. */
export async function onDatabase(house: House, binding: string, sql: string, ...params: unknown[]) {
  const database = await house.miniflare.getD1Database(binding)
  return database
    .prepare(sql)
    .bind(...params)
    .all()
}
