import { soak, type Latencies } from './lib-soak.ts'

export const title =
  'Live changes: 1,000 events a second reported for a minute, a process killed with -9 and started again, a reader cut off on the way'

/** npm run bench live-soak; shorter: npm run bench -- live-soak --seconds=10. */
export async function run(print: (line: string) => void): Promise<void> {
  const seconds = Number(process.argv.find((a) => a.startsWith('--seconds='))?.slice(10) ?? 60)
  const rate = Number(process.argv.find((a) => a.startsWith('--rate='))?.slice(7) ?? 1000)
  const { events, retries, outageMs, readers, wrong, ...rest } = await soak({ seconds, rate, cuts: 3 })
  print(`${events} events in ${rest.seconds.toFixed(1)} s (${(events / rest.seconds).toFixed(0)} a second), two dax processes on one database`)
  print(`the one that took reports was gone for ${(outageMs / 1000).toFixed(1)} s; batches were sent ${retries} times in vain`)
  print(`attempts whose last state is not the last reported: ${wrong}`)
  print('reader                                    lost  doubled  disordered  reconnects')
  for (const r of readers)
    print(
      `${r.name.padEnd(41)} ${String(r.lost).padStart(4)} ${String(r.doubled).padStart(8)} ${String(r.disordered).padStart(11)} ${String(r.reconnects).padStart(11)}`,
    )
  print('ms from report to reader                                        events  median   99 %   most')
  for (const r of readers) {
    print(row(`${r.name}: nothing broke`, r.plain))
    print(row(`${r.name}: across the kill or a cut`, r.crossing))
  }
  if (wrong !== 0 || readers.some((r) => r.lost + r.doubled + r.disordered !== 0)) throw new Error('events were lost, doubled or disordered')
}

function row(name: string, { events, p50, p99, most }: Latencies): string {
  return `${name.padEnd(62)} ${String(events).padStart(7)} ${p50.toFixed(0).padStart(7)} ${p99.toFixed(0).padStart(6)} ${most.toFixed(0).padStart(6)}`
}
