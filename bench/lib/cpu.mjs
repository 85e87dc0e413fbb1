import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second for every program, whatever the kernel's own tick. */
const MICROS_PER_TICK = 10_000;

/** CPU time of a process so far in µs, user and system; NaN where there is no /proc. */
export function processCpu(pid) {
  const stat = readStat(pid);
  return stat === null ? Number.NaN : stat.own * MICROS_PER_TICK;
}

/** CPU time of a process, of its children, and of the children that ended, in µs. */
export function familyCpu(pid) {
  const parent = readStat(pid);
  if (parent === null) {
    return Number.NaN;
  }
  let ticks = parent.own + parent.reaped;
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? readStat(entry) : null;
    ticks += stat?.parent === pid ? stat.own : 0;
  }
  return ticks * MICROS_PER_TICK;
}

/** CPU time of this process so far in µs. */
export function ownCpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

export function parentOf(pid) {
  return readStat(pid)?.parent ?? null;
}

function readStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may contain spaces; the numbers follow it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = (from) => Number(fields[from]) + Number(fields[from + 1]);
    return { parent: Number(fields[1]), own: ticks(11), reaped: ticks(13) };
  } catch {
    return null;
  }
}
