/** Self time per function of a V8 profile, largest first, in µs per unit of work. */
export function topFunctions(profile, units, limit = 40) {
  const selfTimes = new Map(profile.nodes.map(({ id }) => [id, 0]));
  profile.samples.forEach((id, index) => {
    selfTimes.set(id, selfTimes.get(id) + (profile.timeDeltas[index] ?? 0));
  });
  const byFunction = new Map();
  for (const { id, callFrame } of profile.nodes) {
    const name = nameOf(callFrame);
    byFunction.set(name, (byFunction.get(name) ?? 0) + selfTimes.get(id) / units);
  }
  return [...byFunction].sort(([, a], [, b]) => b - a).slice(0, limit);
}

function nameOf({ functionName, url, lineNumber }) {
  const file = url
    .replace(/^file:\/\//, '')
    .replace(/^.*\/node_modules\//, '')
    .replace(/^.*\/(src\/)/, '$1');
  const name = functionName === '' ? '(anonymous)' : functionName;
  return file === '' ? name : `${name} ${file}:${lineNumber + 1}`;
}
