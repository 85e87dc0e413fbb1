export default async function globalTeardown() {
  await globalThis.blotterTestPostgres?.stop();
}
