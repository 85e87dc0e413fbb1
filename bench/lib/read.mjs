export async function measureReading() { return { measurements: [], failures: [] }; }
